import { Rows, type Instants, type Outgoing } from '#libs/messaging';
import type { ParticipantMessage } from '#libs/two-phase';
import { startTrade } from '../../apps/trading/src/http/start-trade.js';
import { Coordination } from '../../apps/trading/src/kafka/coordination.js';
import { LatelyRefused } from '../../apps/trading/src/two-phase/lately-refused.js';
import { type GatheringDone, gatherTradesWork } from '../../apps/trading/src/kafka/gather-trades.work.js';
import { twoPhaseSilence } from '../../apps/trading/src/kafka/two-phase-silence.work.js';
import { twoPhaseVotes, type VoteHandled } from '../../apps/trading/src/kafka/two-phase-votes.work.js';
import type { Taken } from '../../apps/trading/src/store/taken-keys.statements.js';
import type { TradingState } from '../../apps/trading/src/store/trading.state.js';
import { tradeState } from '../../apps/trading/src/trade/trade-state.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import { aRunner, aTradingState } from './a-proposal.js';
import { aTrade } from './a-trade.js';

type Word =
  | { readonly type: 'two-phase.vote.v1'; readonly vote: 'yes' | 'busy' }
  | { readonly type: 'two-phase.acknowledged.v1'; readonly as: 'committed' | 'aborted' | 'mixed' }
  | { readonly type: 'two-phase.asked.v1' };

/** The id of the trade of a number. */
export const tradeId = (number: number): string =>
  `01a1fb8d-1086-76c1-88df-dff0556490${String(number).padStart(2, '0')}`;

/** Trading as the coordinator in conversation: what it hears, what it says, what becomes of the trades. */
export class TwoPhaseConversation {
  wall = 1_000;
  market = Date.UTC(2026, 4, 1, 9);
  readonly #gids = ['one', 'two', 'three', 'four'].map((name) => `ours-${name}`);
  readonly #lately = new LatelyRefused();
  readonly #coordination = new Coordination(
    { chance: () => 0, newGid: () => this.#gids.shift() ?? 'no more gids' },
    this.#lately,
  );
  readonly #votes = twoPhaseVotes(this.#coordination, (gid) => gid.startsWith('ours-'));
  readonly #silence = twoPhaseSilence(this.#coordination);
  readonly #gather = gatherTradesWork(this.#coordination, this.#lately, {
    ...{ mostTrades: 10, mostPeriods: 100, mostOpen: 3, mostWaitMs: 20_000 },
  });
  readonly state: TradingState;

  constructor(taken?: Taken) {
    this.state = { ...aTradingState(), ...(taken && { taken }), pending: new Rows(({ trade }) => trade) };
  }

  #now(): Instants {
    return { wall: this.wall, market: this.market };
  }

  /** Starts two-phase trades of these numbers. */
  starts(...numbers: readonly number[]): this {
    for (const number of numbers) this.startsTrade({ id: tradeId(number) });
    return this;
  }

  startsTrade(change: Partial<Trade>): this {
    startTrade(aRunner(), this.state, aTrade({ settlement: 'two-phase', ...change }), this.#now());
    return this;
  }

  gathers(gids: readonly string[], ...numbers: readonly number[]): { done: GatheringDone; said: string[] } {
    const asked = { trades: numbers.map(tradeId), gids };
    const { answer, send } = this.#gather.decide(this.state, asked, this.#now());
    return { done: answer, said: inWords(send) };
  }

  hears(participant: string, gid: string, word: Word): string[] {
    return this.says({ ...this.#address(participant, gid), ...word } as ParticipantMessage).said;
  }

  votesYes = (participant: string, gid: string): string[] =>
    this.hears(participant, gid, { type: 'two-phase.vote.v1', vote: 'yes' });

  /** The participant refuses the trades of these numbers. */
  refuses(participant: string, gid: string, ...numbers: readonly number[]): string[] {
    const refused = numbers.map((number) => ({ id: tradeId(number), because: { reason: `no to ${number}` } }));
    const vote = { type: 'two-phase.vote.v1', vote: 'refused', refused } as const;
    return this.says({ ...this.#address(participant, gid), ...vote }).said;
  }

  acknowledges = (participant: string, gid: string, as: 'committed' | 'aborted' | 'mixed'): string[] =>
    this.hears(participant, gid, { type: 'two-phase.acknowledged.v1', as });

  says(message: ParticipantMessage): { answer: VoteHandled; said: string[] } {
    this.#votes.touches(message);
    const { answer, send } = this.#votes.decide(this.state, message, this.#now());
    return { answer, said: inWords(send) };
  }

  /** Moves the clock and hands over the deadline. */
  waits(ms: number, gid: string): string[] {
    this.wall += ms;
    return inWords(this.#silence.decide(this.state, { gid, trades: [] }, this.#now()).send);
  }

  /** How far the trade of a number is, and why it was rejected. */
  trade(number: number): string {
    const progress = this.state.sagas.get(tradeId(number))?.progress;
    if (!progress) return 'not there';
    const { rejected } = progress;
    return rejected ? `${tradeState(progress)} at ${rejected.step}: ${rejected.because.reason}` : tradeState(progress);
  }

  #address(participant: string, gid: string) {
    const legs = this.state.transactions.get(gid)?.legs.map(({ id }) => id) ?? [tradeId(1)];
    return { key: gid, gid, participant, legs };
  }
}

/** `settlement prepare ours-one`, `trading gridsaga.trade.cleared.v1`. */
export const inWords = (send: readonly Outgoing[]): string[] =>
  send.map((one) => {
    if (one.kind === 'public') return one.event.type;
    if (one.kind === 'record') return one.topic;
    const { type, key } = one.message;
    return `${one.topic.split('.')[0]} ${type.split('.')[1]} ${key}`;
  });
