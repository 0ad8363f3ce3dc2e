import { type CentsPerMWh, centsPerMWh, type WattHours, wattHours } from '#libs/units';
import type { Member } from './member.js';

/** What a member is foreseen to have over (above zero) or to lack (below zero) in one quarter hour, in Wh. */
export interface Foreseen {
  readonly member: Member;
  readonly netWh: WattHours;
}

/** Who sells what to whom at which price, in one quarter hour. */
export interface Deal {
  readonly seller: Member | 'retailer';
  readonly buyer: Member | 'retailer';
  readonly energyWh: WattHours;
  readonly price: CentsPerMWh;
}

/** The retailer pays day-ahead − spread and asks day-ahead + spread: 2 ct/kWh. */
export const spreadCentsPerMWh = 2_000;

/** A plant that can be throttled does not sell where selling would cost; one that must run sells at any price. */
const sellsAt = ({ kind }: Member, price: CentsPerMWh): boolean => kind === 'must-run plant' || price >= 0;

/**
 * The deals of one quarter hour: surplus goes to neighbours in turn at the midpoint between the retailer's two
 * prices, which is day-ahead itself; what is left is traded with the retailer. What nobody may sell is curtailed.
 */
export function quarterHourDeals(foreseen: readonly Foreseen[], dayAhead: CentsPerMWh): Deal[] {
  const bid = centsPerMWh(dayAhead - spreadCentsPerMWh);
  const ask = centsPerMWh(dayAhead + spreadCentsPerMWh);
  const offers = foreseen
    .filter(({ member, netWh }) => netWh > 0 && sellsAt(member, dayAhead))
    .map(({ member, netWh }) => ({ member, leftWh: netWh as number }));
  const needs = foreseen.filter(({ netWh }) => netWh < 0).map(({ member, netWh }) => ({ member, leftWh: -netWh }));

  const deals: Deal[] = [];
  let next = 0;
  for (const offer of offers) {
    for (let need = needs[next]; need && offer.leftWh > 0; need = needs[next]) {
      const energyWh = Math.min(offer.leftWh, need.leftWh);
      deals.push({ seller: offer.member, buyer: need.member, energyWh: wattHours(energyWh), price: dayAhead });
      offer.leftWh -= energyWh;
      need.leftWh -= energyWh;
      if (need.leftWh === 0) next += 1;
    }
  }
  for (const { member, leftWh } of offers) {
    if (leftWh > 0 && sellsAt(member, bid)) {
      deals.push({ seller: member, buyer: 'retailer', energyWh: wattHours(leftWh), price: bid });
    }
  }
  for (const { member, leftWh } of needs) {
    if (leftWh > 0) deals.push({ seller: 'retailer', buyer: member, energyWh: wattHours(leftWh), price: ask });
  }
  return deals;
}
