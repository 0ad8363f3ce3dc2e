import { type Accepted, accepted, type Refused, refusedAgain } from '#libs/decision';
import type { AuditState, Instants, Outgoing, Rows } from '#libs/messaging';
import {
  type Advanced,
  type AskToSend,
  advance,
  type OperatorSignal,
  type Phase,
  phaseOf,
  type Saga,
  type Signal,
  start,
  type Unheard,
} from '#libs/saga';
import type { SagaRecord } from './saga-row.js';

export interface SagaRunnerOptions<Subject> {
  /** Every definition of which rows may be alive; the newest of a name starts new sagas. */
  readonly definitions: readonly Saga<Subject, string>[];
  /** The command topic of each participant that the definitions name. */
  readonly participants: Readonly<Record<string, string>>;
  /** Where participants answer. */
  readonly replyTo: string;
  /** What everyone is told when a saga has ended; sent in the transaction that ends it. */
  readonly ended: (saga: SagaRecord<Subject>) => readonly Outgoing[];
}

/** A batch's sagas, as every work of the runner needs them. */
export interface SagaState<Subject> extends AuditState {
  readonly sagas: Rows<SagaRecord<Subject>>;
}

/** Runs sagas inside a batch: feeds signals to their definitions and turns what they ask into commands. */
export class SagaRunner<Subject> {
  constructor(private readonly options: SagaRunnerOptions<Subject>) {}

  /** Begins a saga about the subject and puts its row. The id is made by whoever asks. */
  start(state: SagaState<Subject>, name: string, id: string, subject: Subject, now: Instants): Outgoing[] {
    const saga = this.options.definitions.findLast((definition) => definition.name === name);
    if (!saga) throw new Error(`no saga is called '${name}'`);
    const begun = start(saga, subject, now);
    return this.#put(state, { id, name, version: saga.version, subject, progress: begun.progress, revision: 1 }, begun);
  }

  /** Feeds signals to one saga, in order; what nobody waits for changes nothing. */
  tell(state: SagaState<Subject>, record: SagaRecord<Subject>, signals: readonly Signal[], now: Instants): Outgoing[] {
    const saga = this.definitionOf(record);
    let { progress } = record;
    const asks: AskToSend<Subject>[] = [];
    for (const signal of signals) {
      const told = advance(saga, record.subject, progress, signal, now);
      if ('answer' in told) continue;
      progress = told.progress;
      asks.push(...told.asks);
    }
    if (progress === record.progress) {
      this.doubt(state, record);
      return [];
    }
    return this.#put(state, { ...record, progress, revision: record.revision + 1 }, { progress, asks });
  }

  /** Does what an operator wants of one saga: answers the saga after it and what is to be sent, or why it cannot be. */
  intervene(
    state: SagaState<Subject>,
    record: SagaRecord<Subject>,
    signal: OperatorSignal,
    now: Instants,
  ): Accepted<{ record: SagaRecord<Subject>; send: Outgoing[] }> | Refused<Unheard> {
    const told = advance(this.definitionOf(record), record.subject, record.progress, signal, now);
    if ('answer' in told) return refusedAgain(told.because);
    const next = { ...record, progress: told.progress, revision: record.revision + 1 };
    return accepted({ record: next, send: this.#put(state, next, told) });
  }

  /**
   * Nothing came of a signal, perhaps because another process has gone on with the saga since this copy of it was kept.
   * Put unchanged, its revision is checked with the batch (saga.store.ts). An ended saga is never a copy.
   */
  doubt(state: SagaState<Subject>, record: SagaRecord<Subject>): void {
    if (!hasEnded(phaseOf(record.progress))) state.sagas.put(record);
  }

  /** @throws when the definition of a living saga was taken away */
  definitionOf({ name, version }: Pick<SagaRecord<Subject>, 'name' | 'version'>): Saga<Subject, string> {
    const saga = this.options.definitions.find(
      (definition) => definition.name === name && definition.version === version,
    );
    if (!saga) throw new Error(`saga ${name} ${version} is not registered any more`);
    return saga;
  }

  #put(state: SagaState<Subject>, record: SagaRecord<Subject>, { asks }: Advanced<Subject>): Outgoing[] {
    state.sagas.put(record);
    const send = asks.map((ask) => this.#command(record, ask));
    return hasEnded(phaseOf(record.progress)) ? [...send, ...this.options.ended(record)] : send;
  }

  #command({ id, subject }: SagaRecord<Subject>, { step, direction, attempt, at, ask }: AskToSend<Subject>): Outgoing {
    const topic = this.options.participants[at];
    if (topic === undefined) throw new Error(`no topic is known for the participant '${at}'`);
    return {
      kind: 'internal',
      topic,
      message: {
        id: commandId(id, step, direction),
        type: ask.type,
        key: ask.key(subject),
        sagaId: id,
        attempt,
        replyTo: this.options.replyTo,
        body: ask.body(subject),
      },
    };
  }
}

const hasEnded = (phase: Phase): boolean => phase === 'done' || phase === 'undone';

/** The same ask has the same id for ever. */
export const commandId = (sagaId: string, step: string, direction: string): string => `${sagaId}/${step}/${direction}`;

/** Takes a command's id apart; undefined where it is none. */
export function readCommandId(id: string): { sagaId: string; step: string; direction: 'do' | 'undo' } | undefined {
  const [sagaId, step, direction, ...rest] = id.split('/');
  if (!sagaId || !step || rest.length > 0 || (direction !== 'do' && direction !== 'undo')) return undefined;
  return { sagaId, step, direction };
}
