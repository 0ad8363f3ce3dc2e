import { energyText, eurText, priceText } from './amount-text.js';
import { msOf } from './told-event.js';
import type { TradeDocument, TradeFacts } from './trade-facts.js';

/** What the trade is, who brought it and how far it is: the sentences before the story. */
export function openingOf({ trade, audits }: Pick<TradeFacts, 'trade' | 'audits'>): string[] {
  const { tradeId, externalId, state, counterOf, counteredBy } = trade;
  const name = externalId === null ? tradeId : `${tradeId} (external id ${externalId})`;
  return [
    `Trade ${name} is ${state}${counteredBy === undefined ? '' : `, and was taken back by ${counteredBy}`}.`,
    termsOf(trade),
    broughtBy(trade),
    ...(counterOf === undefined ? [] : [takesBack(tradeId, counterOf, audits)]),
  ];
}

function termsOf({ seller, buyer, sellerSide, buyerSide, area, legs, ...trade }: TradeDocument): string {
  const { energyWh, priceCentsPerMWh, amountEur } = trade;
  const [first] = legs;
  const minutes = legs.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);
  const at = (side: string | null): string => (side === null ? '' : ` (meter point ${side})`);
  const when = first ? ` from ${first.startLocal} for ${minutes} minutes` : '';
  const inLegs = legs.length > 1 ? ` in ${legs.length} legs` : '';
  // At a negative price the seller pays.
  const pays =
    priceCentsPerMWh === 0
      ? 'nobody owes anything'
      : priceCentsPerMWh < 0
        ? `the seller owes ${eurText(amountEur.replace('-', ''))}`
        : `the buyer owes ${eurText(amountEur)}`;
  return (
    `Seller ${seller}${at(sellerSide)} delivers ${energyText(energyWh)} to buyer ${buyer}${at(buyerSide)} in area ` +
    `${area}${when}${inLegs}, at ${priceText(priceCentsPerMWh)}: ${pays}.`
  );
}

/** By the market clock, which may stand on another day than the clock on the wall. */
function broughtBy(trade: TradeDocument): string {
  const { submittedBy, proposedBy, proposedAt, confirmBefore, agreedAt, gateClosesAt, seller, buyer, state } = trade;
  const gate = `the gate closes at ${gateClosesAt}`;
  const other = proposedBy === seller ? buyer : seller;
  if (agreedAt !== undefined) {
    const late = msOf(agreedAt) >= msOf(gateClosesAt) ? ', which was too late' : '';
    if (proposedBy !== undefined)
      return `${proposedBy} proposed it, and it bound at ${agreedAt} (market clock), when ${other} confirmed it; ${gate}${late}.`;
    return `${submittedBy ?? 'A venue'} submitted it, and it bound at ${agreedAt} (market clock); ${gate}${late}.`;
  }
  const proposed = `${proposedBy ?? 'One side'} proposed it at ${proposedAt ?? 'an unknown instant'} (market clock)`;
  return state === 'proposed'
    ? `${proposed}; it binds nobody until ${other} confirms it, before ${confirmBefore ?? gateClosesAt}.`
    : `${proposed}, and ${other} did not confirm it; ${gate}.`;
}

function takesBack(tradeId: string, original: string, audits: TradeFacts['audits']): string {
  const audit = audits.find(({ details }) => details['counterTradeId'] === tradeId);
  const who = audit === undefined ? '' : `, made by ${audit.who}: "${audit.why}"`;
  return `It is a counter-trade, which takes back trade ${original}${who}.`;
}
