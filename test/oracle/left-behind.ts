import type { Progress } from '#libs/saga';
import { absoluteMoney, cost } from '#libs/units';
import type { SimulatedTrade } from './simulated-market.js';
import { simulatedAccounts } from './simulated-market.js';
import type { SimulatedParticipants } from './simulated-participants.js';

const initially = simulatedAccounts().reduce((sum, { posted }) => sum + posted, 0n);

/** What must not be, once every saga has ended and every message has arrived. */
export function leftBehind(
  sagas: readonly { readonly of: SimulatedTrade; readonly progress: Progress }[],
  { books, bookings, positions, effects }: SimulatedParticipants,
): string[] {
  const found: string[] = [];
  const that = (holds: boolean, otherwise: string): void => {
    if (!holds) found.push(otherwise);
  };

  const firmWh = new Map<string, number>();
  for (const { of, progress } of sagas) {
    const { id, seller, buyer, price } = of.trade;
    const hold = books.holds.get(id)?.state;
    const booking = bookings.get(id)?.state;
    const moved = [...books.transfers.values()].filter((transfer) => transfer.of === id);
    if (progress.ended?.as === 'done') {
      that(hold === 'posted', `trade ${id} is cleared, and its hold is ${hold}`);
      that(booking === 'firm', `trade ${id} is cleared, and its booking is ${booking}`);
      const paid = moved.find(({ part }) => part === 'pay out');
      that(paid?.amount === absoluteMoney(cost(of.funds.energyWh, price)), `trade ${id} was paid ${paid?.amount}`);
      that(paid?.credit === (price < 0 ? buyer : seller), `trade ${id} was paid to ${paid?.credit}`);
      that(moved.length === 4, `trade ${id} has ${moved.length} transfers`);
      for (const [side, energyWh] of [
        [of.delivery.sellerKey, of.funds.energyWh],
        [of.delivery.buyerKey, -of.funds.energyWh],
      ] as const) {
        firmWh.set(side, (firmWh.get(side) ?? 0) + energyWh);
      }
    } else {
      that(hold !== 'held' && hold !== 'posted', `trade ${id} is rejected, and its hold is ${hold}`);
      that(booking !== 'pending' && booking !== 'firm', `trade ${id} is rejected, and its booking is ${booking}`);
      that(moved.length === 0, `trade ${id} is rejected, and has ${moved.length} transfers`);
    }
  }

  that(books.total() === initially, `money was ${initially}, and is ${books.total()}`);
  for (const before of simulatedAccounts()) {
    const account = books.accounts.get(before.id);
    that(account?.held === 0n, `account ${before.id} still holds ${account?.held}`);
    that(
      account?.posted === before.posted + books.folded(before.id),
      `account ${before.id} has not what its transfers say`,
    );
  }
  for (const { side, pendingSoldWh, pendingBoughtWh, firmSoldWh, firmBoughtWh } of positions.values()) {
    that(pendingSoldWh + pendingBoughtWh === 0, `side ${side} still has energy pending`);
    const net = firmSoldWh - firmBoughtWh;
    that(
      net === (firmWh.get(side) ?? 0),
      `side ${side} sold ${net} Wh net, its trades say ${firmWh.get(side) ?? 0} Wh`,
    );
    that(Math.abs(net) <= 2000, `side ${side} sold ${net} Wh net, and has 2000 Wh`);
  }
  for (const [row, { done, undone }] of effects) {
    that(done <= 1, `${row} was done ${done} times`);
    that(undone <= done, `${row} was undone ${undone} times and done ${done} times`);
  }
  return found;
}
