import { type Decision, refused } from '#libs/decision';
import type { AuditRecord, Work } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import { marketNow } from '../gate/market-now.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';
import { type CounterTradeRefusal, decideCounterTrade } from '../trade/decide-counter-trade.js';
import { tradeState } from '../trade/trade-state.js';
import type { Trade } from '../trade/trade.js';

/** An operator takes a cleared trade back. */
export interface CounterTrade {
  readonly of: string;
  /** The counter-trade's id, made by whoever asks. */
  readonly id: string;
  readonly audit: Pick<AuditRecord, 'id' | 'who' | 'why'>;
}

/** Starts the saga of a trade that takes another back. The lock on the original's saga keeps two operators from making two. */
export function counterTradeWork(
  runner: SagaRunner<Trade>,
): Work<TradingTable, TradingState, CounterTrade, Decision<unknown, CounterTradeRefusal | 'unknown trade'>> {
  return {
    name: 'POST /v1/trades/{id}/counter-trade',
    touches: ({ of }) => ({ saga: [of], 'counter trade': [of] }),
    decide(state, { of, id, audit }, now) {
      const original = state.sagas.get(of);
      if (!original) return { answer: refused('unknown trade'), send: [] };
      const known = state.counterTrades.get(of)?.trades ?? [];
      const as = tradeState(original.progress);
      const answer = decideCounterTrade(original.subject, as, known, { id, caller: audit.who }, marketNow(now));
      if (answer.answer === 'refused') {
        runner.doubt(state, original);
        return { answer, send: [] };
      }
      if (answer.answer === 'already') return { answer, send: [] };
      state.counterTrades.put({ of, trades: [...known, { id, state: 'pending' }] });
      state.audits.put({
        ...{ ...audit, action: 'counter-trade', of: `trade/${of}`, seen: original.revision },
        details: { counterTradeId: id },
      });
      return { answer, send: runner.start(state, 'trade', id, answer.what, now) };
    },
  };
}
