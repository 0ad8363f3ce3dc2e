import type { AskProgress, Progress } from '#libs/saga';
import type { GlobalTransaction, RefusedLeg } from '#libs/two-phase';
import { type Participant, participants } from './legs-of-trades.js';

/** What stands in the saga's row of a two-phase trade: no definition goes by it, the coordinator writes its progress. */
export const twoPhaseSaga = { name: 'two-phase trade', version: 1, pivotStep: 'confirm' } as const;

type What = 'payment' | 'delivery';

const whatOf: Readonly<Record<Participant, What>> = { settlement: 'payment', metering: 'delivery' };

/** While its trade is gathered and prepared nothing is known that would last. */
export const beginProgress = (now: number): Progress => ({ startedAt: now, steps: {} });

/** The decision to commit is the pivot: all have prepared, and are asked to commit. */
export const committingProgress = (progress: Progress, transaction: GlobalTransaction, now: number): Progress => ({
  ...progress,
  steps: { ...preparesOf(transaction, now), ...commitsOf(transaction, now) },
  pivot: { at: now, answer: 'accepted' },
});

/** How far the commits are. One whose branch somebody ended otherwise is stuck until a person has looked. */
export const committedProgress = (progress: Progress, transaction: GlobalTransaction, now: number): Progress => {
  const steps = { ...progress.steps, ...commitsOf(transaction, transaction.decidedAt ?? now) };
  return { ...progress, steps, ...(transaction.state === 'committed' && { ended: { at: now, as: 'done' } }) };
};

/** A trade of an aborted global transaction that is not tried again; nothing is left behind by it. */
export function rejectedProgress(
  progress: Progress,
  transaction: GlobalTransaction,
  { id, because }: RefusedLeg,
  now: number,
): Progress {
  const steps = preparesOf(transaction, now, id);
  const refusedAt = Object.entries(steps).find(([, { do: ask }]) => ask.because?.reason === because.reason)?.[0];
  const nobody = because.reason === 'busy' || because.reason === 'no answer';
  const step = nobody ? 'prepare' : (refusedAt ?? twoPhaseSaga.pivotStep);
  return endedProgress({ ...progress, steps }, step, because, now);
}

/** A trade that is rejected before it came into any global transaction. */
export const neverPrepared = (progress: Progress, because: RefusedLeg['because'], now: number): Progress =>
  endedProgress(progress, because.reason === 'busy' ? 'prepare' : twoPhaseSaga.pivotStep, because, now);

const endedProgress = (progress: Progress, step: string, because: RefusedLeg['because'], now: number): Progress => ({
  ...progress,
  ...(step === twoPhaseSaga.pivotStep && { pivot: { at: now, answer: 'refused', because } }),
  rejected: { at: now, step, because },
  ended: { at: now, as: 'undone' },
});

type Steps = Record<string, { readonly do: AskProgress }>;

/** What each participant said to being asked to prepare; of one leg, where it is named. */
function preparesOf({ participants: said, preparingSince, asks }: GlobalTransaction, now: number, leg?: string): Steps {
  const steps: Steps = {};
  for (const name of participants) {
    const vote = said[name]?.vote;
    const asked = { askedAt: preparingSince ?? now, asks: Math.max(1, vote ? 1 : asks) };
    const because = vote?.vote === 'refused' ? vote.legs.find(({ id }) => id === leg)?.because : undefined;
    steps[`prepare ${whatOf[name]}`] = {
      do:
        // A busy participant has said nothing of any leg.
        !vote || vote.vote === 'busy'
          ? asked
          : { ...asked, answeredAt: vote.at, answer: because ? 'refused' : 'accepted', ...(because && { because }) },
    };
  }
  return steps;
}

function commitsOf({ gid, participants: said }: GlobalTransaction, askedAt: number): Steps {
  const steps: Steps = {};
  for (const name of participants) {
    const { as, at } = said[name]?.acknowledged ?? {};
    const asked = { askedAt, asks: 1, ...(at !== undefined && { answeredAt: at }) };
    steps[`commit ${whatOf[name]}`] = {
      do:
        as === undefined
          ? asked
          : as === 'committed'
            ? { ...asked, answer: 'accepted' }
            : { ...asked, answer: 'refused', because: { reason: 'mixed', participant: name, gid } },
    };
  }
  return steps;
}
