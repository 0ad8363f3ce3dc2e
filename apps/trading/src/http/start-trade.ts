import type { Instants, Outgoing } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import type { TradingState } from '../store/trading.state.js';
import type { Trade } from '../trade/trade.js';
import { keysOfTrade } from '../two-phase/legs-of-trades.js';
import { beginProgress, twoPhaseSaga } from '../two-phase/two-phase-progress.js';

/** Begins a trade that binds on the path that it names: its saga, or the wait for its turn in a global transaction. */
export function startTrade(runner: SagaRunner<Trade>, state: TradingState, trade: Trade, now: Instants): Outgoing[] {
  if (trade.settlement === 'saga') return runner.start(state, 'trade', trade.id, trade, now);
  const { name, version } = twoPhaseSaga;
  state.sagas.put({
    ...{ id: trade.id, name, version, subject: trade, progress: beginProgress(now.wall), revision: 1 },
  });
  state.pending.put({ trade: trade.id, keys: keysOfTrade(trade), since: now.wall, waitsFor: null });
  return [];
}
