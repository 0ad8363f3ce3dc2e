import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { GroupCommit, noMetrics, type Outgoing, Shell, type Work } from '#libs/messaging';
import { OpenSagas } from '#libs/saga-runner';
import type { ParticipantMessage } from '#libs/two-phase';
import { startTrade } from '../../apps/trading/src/http/start-trade.js';
import { Coordination } from '../../apps/trading/src/kafka/coordination.js';
import { LatelyRefused } from '../../apps/trading/src/two-phase/lately-refused.js';
import {
  type GatherTrades,
  type GatheringDone,
  gatherTradesWork,
} from '../../apps/trading/src/kafka/gather-trades.work.js';
import { twoPhaseSilence } from '../../apps/trading/src/kafka/two-phase-silence.work.js';
import { twoPhaseVotes } from '../../apps/trading/src/kafka/two-phase-votes.work.js';
import { readPendingTrades } from '../../apps/trading/src/store/pending-trades.reader.js';
import { type TradingState, type TradingTable, tradingTables } from '../../apps/trading/src/store/trading.state.js';
import { TradingStore } from '../../apps/trading/src/store/trading.store.js';
import { TwoPhaseSystem } from '../../apps/trading/src/store/two-phase-system.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import { aRunner } from './a-proposal.js';
import { aTrade, tenOClock } from './a-trade.js';
import { inWords } from './two-phase-conversation.js';

/** The market stands an hour before the delivery of the trades. */
const clock = {
  name: 'clock',
  text: `SELECT date_part('epoch', clock_timestamp()) * 1000 AS wall, ${tenOClock - 3_600_000}::float8 AS market`,
};

/** What a gathering may do here: few trades each, so that few trades make several. */
const bounds = { mostTrades: 5, mostPeriods: 100, mostOpen: 8, mostWaitMs: 20_000 };

type Said = ParticipantMessage extends infer Message
  ? Message extends ParticipantMessage
    ? Omit<Message, 'key' | 'gid' | 'participant' | 'legs'>
    : never
  : never;

/** One process of trading: its own copies of sagas, over a database that it shares with others. */
export class TradingInstance {
  /** In words, in the order in which it was committed. */
  readonly sent: string[] = [];
  readonly #lately = new LatelyRefused();
  readonly #groups: GroupCommit;
  readonly #shell: Shell<TradingTable, TradingState>;
  readonly #system: TwoPhaseSystem;
  readonly #coordination: Coordination;

  constructor(private readonly pool: Pool) {
    const outbox = { append: async (_tx: unknown, send: readonly Outgoing[]) => void this.sent.push(...inWords(send)) };
    this.#shell = new Shell({
      ...{ pool, tables: tradingTables, store: new TradingStore(new OpenSagas<Trade>()), clock, metrics: noMetrics },
      ...{ outbox: outbox as never, inbox: {} as never, parking: {} as never },
    });
    this.#groups = new GroupCommit(this.#shell as unknown as Shell<string, unknown>);
    this.#system = new TwoPhaseSystem(this.query);
    const newGid = (): string => this.#system.gidOf(uuidv7());
    this.#coordination = new Coordination({ chance: () => 0, newGid }, this.#lately);
  }

  readonly query = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await this.pool.query(text, values)).rows as Row[];

  async start(): Promise<this> {
    await this.#system.read();
    return this;
  }

  /** Starts a two-phase trade; answers its id. */
  async starts(change: Partial<Trade>): Promise<string> {
    const id = uuidv7();
    const work: Work<'saga', TradingState, string, void> = {
      name: 'start',
      touches: () => ({}),
      decide: (state, _, now) => ({
        answer: undefined,
        send: startTrade(aRunner(), state, aTrade({ id, settlement: 'two-phase', ...change }), now),
      }),
    };
    await this.#groups.submit(work, id);
    return id;
  }

  /** Gathers these pending trades, or those that it finds. */
  async gathers(seen?: readonly string[]): Promise<GatheringDone> {
    const trades = seen ?? (await readPendingTrades(this.query, 100));
    const gids = Array.from({ length: bounds.mostOpen }, () => this.#system.gidOf(uuidv7()));
    const work = gatherTradesWork(this.#coordination, this.#lately, bounds) as Work<string, unknown, unknown, unknown>;
    const message: GatherTrades = { trades, gids };
    const [done] = await this.#shell.run({ tasks: [{ work, message }] });
    return done as GatheringDone;
  }

  /** What a participant says of a global transaction. */
  async hears(participant: string, gid: string, said: Said): Promise<void> {
    const [row] = await this.query<{ legs: [string, string[]][] }>(
      'SELECT legs FROM global_transaction WHERE gid = $1',
      [gid],
    );
    const legs = row?.legs.map(([id]) => id) ?? [];
    const message = { ...said, key: gid, gid, participant, legs } as ParticipantMessage;
    await this.#groups.submit(twoPhaseVotes(this.#coordination, this.#system.isOurs), message);
  }

  async isCommitted(gid: string): Promise<void> {
    const participants = ['settlement', 'metering'];
    for (const one of participants) await this.hears(one, gid, { type: 'two-phase.vote.v1', vote: 'yes' });
    for (const one of participants) await this.hears(one, gid, { type: 'two-phase.acknowledged.v1', as: 'committed' });
  }

  isDue = (due: { readonly gid: string; readonly trades: readonly string[] }) =>
    this.#groups.submit(twoPhaseSilence(this.#coordination), due);
}
