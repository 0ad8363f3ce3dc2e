import { accepted, already, type Decision, refused, refusedAgain } from '#libs/decision';
import type { Instant } from '#libs/market';
import { type MilliCentsPerMWh, zeroMoney } from '#libs/units';
import type { Accounts } from '../account/account.js';
import { afterMovements } from '../account/movement.js';
import { fundingOf } from './funding.js';
import { fundsRefusal } from './funds-refusal.js';
import type { Hold, TradeTerms } from './hold.js';
import type { HoldRefusal, RepeatRefusal } from './hold-refusal.js';
import { type Ruling, unchanged } from './ruling.js';

/** An ask to set money aside. */
export interface HoldFunds extends TradeTerms {
  /** UUID of the trade. */
  readonly id: string;
}

/**
 * Sets aside the payer's |price × energy| and both sides' fees, all or nothing. A refusal is kept as a row: the same
 * ask gets the same answer for ever, also when a deposit has arrived since.
 */
export function decideHold(
  ask: HoldFunds,
  known: Hold | undefined,
  accounts: Accounts,
  rate: MilliCentsPerMWh,
  now: Instant,
): Ruling<'held', HoldRefusal | RepeatRefusal> {
  if (known) return unchanged(answerAgain(ask, known));
  const { id, seller, buyer, energyWh, priceCentsPerMWh } = ask;
  const funding = fundingOf(ask, rate);
  const needs = [
    { account: seller, posted: zeroMoney, held: funding.heldOfSeller },
    { account: buyer, posted: zeroMoney, held: funding.heldOfBuyer },
  ];
  const refusal = fundsRefusal(accounts, needs);
  if (refusal) {
    return { decision: refusal, changes: { hold: { id, state: 'refused', because: refusal.because, since: now } } };
  }
  const hold: Hold = { id, state: 'held', seller, buyer, energyWh, priceCentsPerMWh, ...funding, since: now };
  return { decision: accepted('held'), changes: { hold, accounts: afterMovements(accounts, needs) } };
}

/** A row that is there decides; a do never changes it. A refusal comes first, whatever the content. */
function answerAgain(ask: HoldFunds, known: Hold): Decision<'held', HoldRefusal | RepeatRefusal> {
  switch (known.state) {
    case 'refused':
      return refusedAgain(known.because);
    case 'held':
    case 'posted':
      return sameTerms(ask, known) ? already() : refused('same id, different content');
    case 'voided':
    case 'tombstone':
      return refused('already undone');
  }
}

const sameTerms = (one: TradeTerms, other: TradeTerms): boolean =>
  one.seller === other.seller &&
  one.buyer === other.buyer &&
  one.energyWh === other.energyWh &&
  one.priceCentsPerMWh === other.priceCentsPerMWh;
