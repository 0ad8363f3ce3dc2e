import { topics } from '#libs/contracts';
import type { Outgoing, Reply, Work } from '#libs/messaging';
import { dueAt, type OperatorSignal } from '#libs/saga';
import { deadlinesWork, OpenSagas, operatorWork, repliesWork, SagaRunner } from '#libs/saga-runner';
import { type DecisionMessage, isOpen, type ParticipantMessage } from '#libs/two-phase';
import { startTrade } from '../../apps/trading/src/http/start-trade.js';
import { Coordination } from '../../apps/trading/src/kafka/coordination.js';
import { gatherTradesWork } from '../../apps/trading/src/kafka/gather-trades.work.js';
import { tradeEnded } from '../../apps/trading/src/kafka/trade-ended.js';
import { twoPhaseSilence } from '../../apps/trading/src/kafka/two-phase-silence.work.js';
import { twoPhaseVotes } from '../../apps/trading/src/kafka/two-phase-votes.work.js';
import type { TradingState } from '../../apps/trading/src/store/trading.state.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import { tradeSaga } from '../../apps/trading/src/trade/trade-saga.js';
import { LatelyRefused } from '../../apps/trading/src/two-phase/lately-refused.js';
import { describeMessage, nameOf } from './describe.js';
import type { Fate } from './fate.js';
import type { Ground } from './ground.js';
import type { SimulatedDatabase } from './simulated-database.js';
import type { Lane, LogRecord } from './simulated-log.js';
import { type Batch, type Ran, SimulatedProcess } from './simulated-process.js';
import { SimulatedShell, type SimulatedTask, taskOf } from './simulated-shell.js';
import { type TradingRows, TradingStoreOfProcess } from './trading-rows.js';

const runnerOptions = {
  definitions: [tradeSaga],
  participants: { settlement: topics.settlementCommands.name, metering: topics.meteringCommands.name },
  replyTo: topics.tradingReplies.name,
  ended: tradeEnded,
};

/** Few together, so that schedules of six trades have several global transactions; else as trading is put together. */
const gathering = { mostTrades: 3, mostPeriods: 1_000, mostOpen: 3, mostWaitMs: 20_000 };
const gidsPerGathering = 2;

/** All works of one process: what they remember is lost with it. */
function worksOf(ground: Ground) {
  const { rules } = ground;
  const runner = rules.runner?.(runnerOptions) ?? new SagaRunner<Trade>(runnerOptions);
  const lately = new LatelyRefused();
  const chances = { chance: () => ground.draw(0, 99) / 100, newGid: ground.nextGid };
  const coordination = new Coordination(chances, lately);
  return {
    runner,
    replies: repliesWork<Trade, TradingState>(runner),
    deadlines: deadlinesWork<Trade, TradingState>(runner),
    operator: operatorWork<Trade, TradingState>(runner),
    votes: twoPhaseVotes(coordination, () => true),
    silence: twoPhaseSilence(coordination),
    gather: gatherTradesWork(coordination, lately, gathering),
  };
}

/** An instance of trading: the sagas' orchestrator and the coordinator of global transactions. */
export class TradingProcess extends SimulatedProcess {
  #open = new OpenSagas<Trade>();
  #works: ReturnType<typeof worksOf>;
  #shell: SimulatedShell<TradingState>;

  constructor(
    name: string,
    ground: Ground,
    db: SimulatedDatabase,
    private readonly rows: TradingRows,
  ) {
    super(name, ground, db);
    this.#works = worksOf(ground);
    this.#shell = this.#newShell();
  }

  protected override boot(): void {
    this.#open = new OpenSagas<Trade>();
    this.#works = worksOf(this.ground);
    this.#shell = this.#newShell();
  }

  #newShell(): SimulatedShell<TradingState> {
    const { ground, db } = this;
    const store = new TradingStoreOfProcess(this.rows, this.#open, ground.rules);
    return new SimulatedShell(db, store, ground.clock, ground.send, !ground.isBroken('no inbox'));
  }

  #do(
    what: () => string,
    tasks: readonly SimulatedTask<TradingState>[],
    fate: Fate,
    more: Partial<Batch<TradingState>> = {},
  ): Ran {
    return this.run(this.#shell, { what, tasks, ...more }, fate);
  }

  override consume(lane: Lane, records: readonly LogRecord[], fate: Fate, _isReadable: boolean, done: () => void): Ran {
    const tasks = records.flatMap(({ id, messages }) =>
      lane.topic === topics.tradingReplies.name
        ? messages.map((reply) => taskOf(this.#works.replies, reply as Reply, id))
        : messages.flatMap((message) => this.#heard(message as ParticipantMessage, id)),
    );
    const what = (): string => `hears ${records.flatMap(({ messages }) => messages.map(describeMessage)).join('; ')}`;
    return this.#do(what, tasks, fate, { consumer: lane.topic, lane, committed: done });
  }

  #heard(message: ParticipantMessage, parcel: string): SimulatedTask<TradingState>[] {
    const { heard, said } = this.ground.rules;
    return (heard?.(message) ?? [message]).map((one) => {
      const task = taskOf(this.#works.votes, one, parcel);
      if (!said) return task;
      const decide: typeof task.decide = (state, now) => {
        const decided = task.decide(state, now);
        return { ...decided, send: decided.send.map((outgoing) => saidOtherwise(outgoing, said)) };
      };
      return { ...task, decide };
    });
  }

  /** Takes a trade; a repeat of one that is there changes nothing. */
  submit(trade: Trade, fate: Fate): Ran {
    const work: Pick<Work<string, TradingState, Trade, unknown>, 'touches' | 'decide'> = {
      touches: ({ id }) => ({ saga: [id] }),
      decide: (state, { id }, now) => ({
        answer: undefined,
        send: state.sagas.get(id) ? [] : startTrade(this.#works.runner, state, trade, now),
      }),
    };
    const ran = this.#do(() => `takes ${nameOf(trade.id)} by ${trade.settlement}`, [taskOf(work, trade)], fate);
    if (ran === 'done') this.#gather(false, () => 'all goes well');
    return ran;
  }

  operate(sagaId: string, signal: OperatorSignal, fate: Fate): Ran {
    const revision = this.rows.sagas.get(sagaId)?.revision ?? 0;
    const audit = { id: this.ground.nextParcel(), who: 'operator', why: 'simulated' };
    const step = signal.signal === 'skip' ? ` '${signal.step}'` : '';
    const task = taskOf(this.#works.operator, { sagaId, revision, signal, audit });
    let answer = '';
    const watched: SimulatedTask<TradingState> = {
      ...task,
      decide(state, now) {
        const decided = task.decide(state, now);
        const told = decided.answer as { answer: string; because?: { reason: string } };
        answer = told.because?.reason ?? told.answer;
        return decided;
      },
    };
    return this.#do(() => `an operator wants ${signal.signal}${step} of ${nameOf(sagaId)}: ${answer}`, [watched], fate);
  }

  override look(thorough: boolean, fate: () => Fate): void {
    this.#lookForSagas(thorough, fate);
    if (this.isUp) this.#lookForTransactions(fate);
    if (this.isUp) this.#gather(thorough, fate);
  }

  /** `DueSagas`: most looks ask this process's own, some the rows. */
  #lookForSagas(thorough: boolean, fate: () => Fate): void {
    const { wallMs } = this.ground;
    const due = new Set(this.#open.due(wallMs, 400));
    if (thorough)
      for (const { id, progress } of this.rows.sagas.values()) if ((dueAt(progress) ?? Infinity) <= wallMs) due.add(id);
    if (due.size === 0) return;
    const tasks = [...due].map((sagaId) =>
      taskOf(this.#works.deadlines, { sagaId, chance: this.ground.draw(0, 99) / 100 }),
    );
    this.#do(() => `tells ${[...due].map(nameOf).join(', ')} that no answer came`, tasks, fate());
  }

  /** `dueText` of due-transactions.ts. */
  #lookForTransactions(fate: () => Fate): void {
    for (const { gid, state, dueAt, predecessor, legs } of [...this.rows.transactions.values()]) {
      if (!(isOpen(state) || state === 'mixed') || !this.isUp) continue;
      const before = predecessor === null ? undefined : this.rows.transactions.get(predecessor);
      const isReleased = state === 'gathering' && dueAt === undefined && !(before && isOpen(before.state));
      if (!isReleased && !(dueAt !== undefined && dueAt <= this.ground.wallMs)) continue;
      const task = taskOf(this.#works.silence, { gid, trades: legs.map(({ id }) => id) });
      this.#do(() => `finds ${gid} due`, [task], fate());
    }
  }

  /** The gatherer: who may go, and now and then who has waited for too long or for what has ended. */
  #gather(thorough: boolean, fate: () => Fate): void {
    const { pending } = this.rows;
    if (pending.size === 0) return;
    if (thorough)
      for (const one of pending.values())
        if (one.waitsFor !== null && !this.rows.isChainOpen(one.waitsFor) && !this.db.locks.has(`pending ${one.trade}`))
          pending.set(one.trade, { ...one, waitsFor: null });
    const isOverdue = ({ since }: { since: number }): boolean =>
      thorough && since < this.ground.wallMs - gathering.mostWaitMs;
    const trades = [...pending.values()]
      .filter((one) => one.waitsFor === null || isOverdue(one))
      .map(({ trade }) => trade);
    if (trades.length === 0) return;
    const gids = Array.from({ length: gidsPerGathering }, this.ground.nextGid);
    const task = taskOf(this.#works.gather, { trades, gids });
    this.#do(() => `gathers ${trades.map(nameOf).join(', ')}`, [task], fate());
  }
}

function saidOtherwise(outgoing: Outgoing, said: (decision: DecisionMessage) => DecisionMessage): Outgoing {
  if (outgoing.kind !== 'internal') return outgoing;
  const { type } = outgoing.message;
  if (!/^two-phase\.(commit|abort|unknown)\.v1$/.test(type)) return outgoing;
  return { ...outgoing, message: said(outgoing.message as DecisionMessage) };
}
