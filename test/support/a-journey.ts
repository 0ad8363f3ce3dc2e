import { accepted, refused } from '#libs/decision';
import {
  type AuditRecord,
  type Command,
  type Instants,
  type Outgoing,
  type Reply,
  Rows,
  toEveryone,
} from '#libs/messaging';
import { phaseOf, type Saga } from '#libs/saga';
import { commandId, repliesWork, type SagaRecord, SagaRunner, type SagaState } from '#libs/saga-runner';

/** A saga of a world of its own, so that the runner is seen to know nothing of trades. */
export interface Journey {
  readonly from: string;
  readonly passport: boolean;
}

type Step = 'book flight' | 'book hotel' | 'check passport' | 'pay hotel';

const asking = (type: string) => ({ type, key: ({ from }: Journey) => from, body: ({ from }: Journey) => ({ from }) });

const journey: Saga<Journey, Step> = {
  name: 'journey',
  version: 2,
  undoable: [
    [{ step: 'book flight', at: 'airline', do: asking('fly.v1'), undo: asking('stay.v1'), within: '20s' }],
    [{ step: 'book hotel', at: 'hotel', do: asking('sleep.v1'), undo: asking('wake.v1'), within: '20s' }],
  ],
  pivot: {
    step: 'check passport',
    decide: ({ passport }) => (passport ? accepted('ok') : refused('no passport')),
  },
  mustFinish: [[{ step: 'pay hotel', at: 'hotel', do: asking('pay.v1') }]],
};

/** There were no hotels then. */
const firstJourney: Saga<Journey, Step> = { ...journey, version: 1, undoable: journey.undoable.slice(0, 1) };

export const journeyRunner = new SagaRunner<Journey>({
  definitions: [firstJourney, journey],
  participants: { airline: 'airline.commands.v1', hotel: 'hotel.commands.v1' },
  replyTo: 'replies.v1',
  ended: ({ id, progress }) => [
    toEveryone('journeys.v1', { id: `${id}/end`, type: phaseOf(progress), subject: id, data: { sequence: 1 } }),
  ],
});

export const journeyId = '0198c0de-0000-7000-8000-000000000001';
export const at = (wall: number): Instants => ({ wall, market: 0 });

export type JourneyState = SagaState<Journey>;

/** What the next batch loads after this one was saved. */
export const nextBatch = ({ sagas }: JourneyState): JourneyState =>
  theseSagas([sagas.get(journeyId)].flatMap((row) => row ?? []));

export const theseSagas = (rows: readonly SagaRecord<Journey>[]): JourneyState => ({
  sagas: new Rows(({ id }) => id, rows),
  audits: new Rows<AuditRecord>(({ id }) => id),
});

export const noSagas = (): JourneyState => theseSagas([]);

/** A journey just started, and what that sent. */
export function begun(passport = true): { state: JourneyState; sent: Outgoing[] } {
  const state = noSagas();
  return { state, sent: journeyRunner.start(state, 'journey', journeyId, { from: 'Ulm', passport }, at(1000)) };
}

export const reply = (step: Step, direction: 'do' | 'undo', answer: Reply['answer'], attempt = 1): Reply => ({
  ...{
    id: `${commandId(journeyId, step, direction)}/reply`,
    type: 'saga.reply.v1',
    key: journeyId,
    re: commandId(journeyId, step, direction),
  },
  ...{ attempt, answer, ...(answer === 'refused' && { because: { reason: 'fully booked' } }) },
});

const replies = repliesWork<Journey, JourneyState>(journeyRunner);

/** Each sent message in a few words: what is asked of whom and which try it is, or how the saga ended. */
export const inWords = (sent: readonly Outgoing[]): string[] =>
  sent.map((one) => {
    if (one.kind === 'public') return one.event.type;
    const { type, attempt } = (one as Extract<Outgoing, { kind: 'internal' }>).message as Command;
    return `${one.topic} ${type} ${attempt}`;
  });

/** Feeds replies one after the other and answers what each led to. */
export function conversation(state: JourneyState, ...told: Reply[]): string[][] {
  return told.map((one) => inWords(replies.decide(state, one, at(1100)).send));
}

export const revision = ({ sagas }: JourneyState): number => sagas.get(journeyId)?.revision ?? 0;
