import { absoluteMoney, cost } from '#libs/units';
import { energyOf, sideKeyOf, type Trade } from '../../apps/trading/src/trade/trade.js';
import { simulatedAccounts, mostNetWh } from './simulated-market.js';
import { nameOf } from './describe.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

const initially = simulatedAccounts.reduce((sum, { posted }) => sum + posted, 0n);

/** The first thing that must not be, once everything has ended and every message has arrived. */
export function leftBehind(world: World, trades: readonly Trade[]): Violation | undefined {
  for (const violation of everythingLeft(world, trades)) return violation;
  return undefined;
}

function* everythingLeft(world: World, trades: readonly Trade[]): Iterable<Violation> {
  const firmWh = new Map<string, number>();
  for (const trade of trades) yield* leftOfTrade(world, trade, firmWh);
  yield* leftOfMoney(world);
  yield* leftOfEnergy(world, firmWh);
  yield* leftOfBranches(world);
}

function* leftOfTrade({ tradingRows, settlementRows, meteringRows }: World, trade: Trade, firmWh: Map<string, number>) {
  const { id, seller, buyer, price } = trade;
  const hold = settlementRows.holds.get(id)?.state;
  const booking = meteringRows.bookings.get(id)?.state;
  const moved = [...settlementRows.transfers.values()].filter(({ of }) => of === id);
  const rejected = (what: string): Violation =>
    new Violation('rejected with nothing left behind', `${nameOf(id)} is rejected, and ${what}`);
  const cleared = (what: string): Violation =>
    new Violation('cleared with everything done', `${nameOf(id)} is cleared, and ${what}`);
  if (tradingRows.sagas.get(id)?.progress.ended?.as !== 'done') {
    if (hold === 'held' || hold === 'posted') yield rejected(`its hold is ${hold}`);
    if (booking === 'pending' || booking === 'firm') yield rejected(`its booking is ${booking}`);
    if (moved.length > 0) yield rejected(`has ${moved.length} transfers`);
    return;
  }
  if (hold !== 'posted') yield cleared(`its hold is ${hold}`);
  if (booking !== 'firm') yield cleared(`its booking is ${booking}`);
  if (moved.length !== 4) yield cleared(`it has ${moved.length} transfers`);
  const energyWh = energyOf(trade);
  const paid = moved.find(({ part }) => part === 'pay out');
  if (paid?.amount !== absoluteMoney(cost(energyWh, price))) yield cleared(`${paid?.amount} was paid`);
  if (paid?.credit !== (price < 0 ? buyer : seller)) yield cleared(`${paid?.credit} was paid`);
  for (const [side, soldWh] of [
    [sideKeyOf(trade, 'seller'), energyWh],
    [sideKeyOf(trade, 'buyer'), -energyWh],
  ] as const)
    firmWh.set(side, (firmWh.get(side) ?? 0) + soldWh);
}

function* leftOfMoney({ settlementRows }: World): Iterable<Violation> {
  const total = settlementRows.total();
  if (total !== initially) yield new Violation('money sums up', `money was ${initially}, and is ${total}`);
  for (const before of simulatedAccounts) {
    const account = settlementRows.accounts.get(before.id);
    if (account?.held !== 0n) yield new Violation('nothing is held', `${before.id} still holds ${account?.held}`);
    if (account?.posted !== before.posted + settlementRows.folded(before.id))
      yield new Violation('an account is its transfers', `${before.id} has not what its transfers say`);
  }
}

function* leftOfEnergy({ meteringRows }: World, firmWh: ReadonlyMap<string, number>): Iterable<Violation> {
  for (const { side, ...counted } of meteringRows.positions.values()) {
    if (counted.pendingSoldWh + counted.pendingBoughtWh !== 0)
      yield new Violation('no energy is pending', `${side} still has energy pending`);
    const net = counted.firmSoldWh - counted.firmBoughtWh;
    const told = firmWh.get(side) ?? 0;
    if (net !== told)
      yield new Violation('a position is its trades', `${side} sold ${net} Wh net, its trades say ${told} Wh`);
    if (Math.abs(net) > mostNetWh) yield new Violation('the net position holds', `${side} sold ${net} Wh net`);
  }
}

function* leftOfBranches({ settlementBranches, meteringBranches }: World): Iterable<Violation> {
  for (const [gid, { outcome }] of [...settlementBranches.outcome, ...meteringBranches.outcome])
    if (outcome === 'committed')
      for (const rows of [settlementBranches, meteringBranches])
        if (rows.outcome.get(gid)?.outcome !== 'committed')
          yield new Violation('branches end alike', `${gid} is committed at one participant only`);
}
