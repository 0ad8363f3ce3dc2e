import type { Command, Instants, Outgoing } from '#libs/messaging';
import { type OperatorSignal, phaseOf, type Signal } from '#libs/saga';
import { commandId, type SagaRecord, SagaRunner, type SagaState } from '#libs/saga-runner';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import type { BrokenRule, Rules } from './rules.js';

type Runner = SagaRunner<Trade>;
type State = SagaState<Trade>;
type Record = SagaRecord<Trade>;

/** A step that said no, or nothing, is taken for one that never happened, and is not undone. */
class ForgettingRunner extends SagaRunner<Trade> {
  constructor(
    options: ConstructorParameters<typeof SagaRunner<Trade>>[0],
    private readonly kind: 'the silent step' | 'the refused step',
  ) {
    super(options);
  }

  override tell(state: State, record: Record, signals: readonly Signal[], now: Instants): Outgoing[] {
    const sent = super.tell(state, record, signals, now);
    const after = state.sagas.get(record.id);
    const rejected = after?.progress.rejected;
    const undo = rejected && after.progress.steps[rejected.step]?.undo;
    if (!undo || record.progress.rejected) return sent;
    if ((rejected.because.reason === 'no answer') !== (this.kind === 'the silent step')) return sent;
    const { nextAt: _nextAt, ...open } = undo;
    const undone = {
      ...after.progress.steps[rejected.step],
      undo: { ...open, answeredAt: now.wall, answer: 'accepted' as const },
    };
    const steps = { ...after.progress.steps, [rejected.step]: undone };
    state.sagas.put({ ...after, progress: { ...after.progress, steps } });
    const forgotten = commandId(record.id, rejected.step, 'undo');
    return sent.filter((one) => one.kind !== 'internal' || (one.message as Command).id !== forgotten);
  }
}

/** A saga past its pivot is undone because an operator wants it. */
class ForcingRunner extends SagaRunner<Trade> {
  override intervene(
    state: State,
    record: Record,
    signal: OperatorSignal,
    now: Instants,
  ): ReturnType<Runner['intervene']> {
    const { pivot: _pivot, ...unpivoted } = record.progress;
    const isForced = signal.signal === 'force undo' && phaseOf(record.progress) === 'finishing';
    return super.intervene(state, isForced ? { ...record, progress: unpivoted } : record, signal, now);
  }
}

/** A skipped `do` is taken for one that was accepted. */
class SkippingRunner extends SagaRunner<Trade> {
  override intervene(
    state: State,
    record: Record,
    signal: OperatorSignal,
    now: Instants,
  ): ReturnType<Runner['intervene']> {
    const ask = signal.signal === 'skip' ? record.progress.steps[signal.step]?.do : undefined;
    if (signal.signal !== 'skip' || !ask || phaseOf(record.progress) !== 'doing')
      return super.intervene(state, record, signal, now);
    const reply = {
      signal: 'reply',
      step: signal.step,
      direction: 'do',
      attempt: ask.asks,
      answer: 'accepted',
    } as const;
    const send = this.tell(state, record, [reply], now);
    return { answer: 'accepted', what: { record: state.sagas.get(record.id) ?? record, send } };
  }
}

/** While a saga is paused, replies lead on all the same. */
class RestlessRunner extends SagaRunner<Trade> {
  override tell(state: State, record: Record, signals: readonly Signal[], now: Instants): Outgoing[] {
    const { pausedAt, ...open } = record.progress;
    if (pausedAt === undefined || signals.some(({ signal }) => signal !== 'reply'))
      return super.tell(state, record, signals, now);
    const sent = super.tell(state, { ...record, progress: open }, signals, now);
    const after = state.sagas.get(record.id);
    if (after && after.revision !== record.revision)
      state.sagas.put({ ...after, progress: { ...after.progress, pausedAt } });
    return sent;
  }
}

const breaks = (...broken: readonly BrokenRule[]): Rules => ({ broken: new Set(broken) });

/** Each has to be found within a few thousand schedules. */
export const brokenRules: readonly (readonly [mistake: string, rules: Rules])[] = [
  ['an undo is forced past the pivot', { runner: (options) => new ForcingRunner(options) }],
  ['a do that can be undone is skipped', { runner: (options) => new SkippingRunner(options) }],
  ['a paused saga goes on', { runner: (options) => new RestlessRunner(options) }],
  ['participants leave no tombstones', { keeps: ({ state }) => state !== 'tombstone' }],
  // Each of the two guards stands in for the other: only without both does anything leak.
  [
    'participants keep no refusals, and the refused step is not undone',
    {
      runner: (options) => new ForgettingRunner(options, 'the refused step'),
      keeps: ({ state }) => state !== 'refused',
    },
  ],
  ['the silent step is not undone', { runner: (options) => new ForgettingRunner(options, 'the silent step') }],
  [
    'a do wins after its undo',
    {
      known: (row, { type }) =>
        /hold-funds|book-delivery/.test(type) && /voided|cancelled/.test(row?.state ?? '') ? undefined : row,
    },
  ],
  [
    'an undo happens as often as it is asked for',
    {
      known: (row, { type }) =>
        row && /void-hold|cancel-booking/.test(type) && /voided|cancelled/.test(row.state)
          ? { ...row, state: row.state === 'voided' ? 'held' : 'pending' }
          : row,
    },
  ],
  [
    'money is posted as often as it is asked for',
    {
      known: (row, { type }) =>
        row && /post-hold/.test(type) && row.state === 'posted' ? { ...row, state: 'held' as never } : row,
    },
  ],
  ['there is no inbox', breaks('no inbox')],
  ['offsets are committed before the work', breaks('offset before commit')],
  ['what a transaction says is sent before its commit', breaks('sent before commit')],
  ['the relay goes by the highest id that it has seen', breaks('outbox by high-water mark')],
  ['two relays share a lane of events', breaks('relays share a lane')],
  ['a copy of a saga that was overtaken is written', breaks('stale revision accepted')],
  ['a decision is told before its commit', breaks('decision told before its commit')],
  ['an aborted branch leaves no tombstone', breaks('no tombstone of a branch')],
  ['a branch votes before it is prepared', breaks('vote before prepare')],
  [
    'one yes is enough',
    {
      heard: (message) =>
        message.type === 'two-phase.vote.v1' && message.vote === 'yes'
          ? [message, { ...message, participant: message.participant === 'metering' ? 'settlement' : 'metering' }]
          : [message],
    },
  ],
  [
    'a gid that is unknown is answered commit',
    {
      said: (decision) =>
        decision.type === 'two-phase.unknown.v1' ? { ...decision, type: 'two-phase.commit.v1' } : decision,
    },
  ],
  [
    'a commit is answered as unknown',
    {
      said: (decision) =>
        decision.type === 'two-phase.commit.v1' ? { ...decision, type: 'two-phase.unknown.v1' } : decision,
    },
  ],
];
