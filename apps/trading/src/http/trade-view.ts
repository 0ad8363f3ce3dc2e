import { formatInstant, formatLocal, type Leg } from '#libs/market';
import { skippedSteps } from '#libs/saga';
import { cost, formatEur } from '#libs/units';
import { type Proposal, confirmationStep } from '../proposal/proposal.js';
import type { ReadProposal, ReadTrade, TradeWithSaga } from '../store/trade.reader.js';
import { becauseFor, type Viewer } from '../trade/because-for.js';
import { rejectionOf, tradeState } from '../trade/trade-state.js';
import { energyOf, proposerOf, type Trade } from '../trade/trade.js';

/**
 * A trade or a proposal as a reader gets it, of a refusal as much as it may see; delivery in local time, with its offset,
 * beside UTC.
 */
export const tradeView = (read: ReadTrade, viewer: Viewer): Record<string, unknown> =>
  'trade' in read ? viewOfTrade(read, viewer) : viewOfProposal(read, viewer);

function viewOfTrade(
  { trade, saga: { progress }, counteredBy, timeZone }: TradeWithSaga,
  viewer: Viewer,
): Record<string, unknown> {
  const rejection = rejectionOf(progress);
  const proposedBy = proposerOf(trade);
  const byHand = skippedSteps(progress);
  return {
    ...{ tradeId: trade.id, externalId: trade.externalId, state: tradeState(progress) },
    ...(rejection && { rejected: { step: rejection.step, because: becauseFor(viewer, trade, rejection.because) } }),
    ...(byHand.length > 0 && { byHand }),
    submittedBy: submitterOf(trade),
    ...(proposedBy !== undefined && { proposedBy }),
    ...terms(trade, timeZone),
    agreedAt: formatInstant(trade.agreedAt),
    gateClosesAt: formatInstant(trade.gateClosesAt),
    ...(trade.counterOf !== null && { counterOf: trade.counterOf }),
    ...(counteredBy !== null && { counteredBy }),
    saga: `/v1/sagas/${trade.id}`,
  };
}

/** Which of the operators took a trade back stands in the audit, which operators alone read. */
const submitterOf = ({ caller }: Trade): string => (caller.startsWith('operator:') ? 'operator' : caller);

/** A confirmed one is its trade; the others bind nobody. */
function viewOfProposal({ proposal, timeZone }: ReadProposal, viewer: Viewer): Record<string, unknown> {
  const { id, externalId, state, because, proposedBy, proposedAt, gateClosesAt } = proposal;
  return {
    ...{ tradeId: id, externalId, state: state === 'proposed' ? 'proposed' : 'rejected' },
    ...(because && { rejected: { step: confirmationStep, because: becauseFor(viewer, proposal, because) } }),
    proposedBy,
    ...terms(proposal, timeZone),
    proposedAt: formatInstant(proposedAt),
    confirmBefore: formatInstant(gateClosesAt),
    confirmBeforeLocal: formatLocal(gateClosesAt, timeZone),
    gateClosesAt: formatInstant(gateClosesAt),
  };
}

/** `amountEur` is price × energy, what the buyer owes the seller (negative: the other way). */
function terms(trade: Trade | Proposal, timeZone: string): Record<string, unknown> {
  const { seller, buyer, sellerSide, buyerSide, area, legs, price } = trade;
  const energyWh = energyOf(trade);
  return {
    ...{ seller, buyer, sellerSide, buyerSide, area },
    legs: legs.map((leg) => legView(leg, timeZone)),
    energyWh,
    priceCentsPerMWh: price,
    amountEur: formatEur(cost(energyWh, price)),
    settlement: trade.settlement,
  };
}

const legView = ({ start, durationMinutes, energyWh }: Leg, timeZone: string) => ({
  start: formatInstant(start),
  startLocal: formatLocal(start, timeZone),
  durationMinutes,
  energyWh,
});
