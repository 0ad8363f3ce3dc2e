import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Eic } from '#libs/market';
import type { WattHours } from '#libs/units';

/** A bidding zone or a community: where contracts deliver, with its calendar, its lot and its gate. */
export interface Area {
  /** EIC of type Y. */
  readonly eic: Eic;
  readonly name: string;
  /** IANA name of the zone in which trading days run from midnight to midnight. */
  readonly timeZone: string;
  /** A leg's energy is a multiple of this. */
  readonly lotWh: WattHours;
  /** Trading ends so long before the start of delivery. */
  readonly gateLeadMinutes: number;
}

/** Registers an area once. */
export function decideAreaRegistration(
  known: Area | undefined,
  ask: Area,
): Decision<Area, 'same EIC, different content'> {
  if (!known) return accepted(ask);
  const { name, timeZone, lotWh, gateLeadMinutes } = known;
  const same =
    name === ask.name && timeZone === ask.timeZone && lotWh === ask.lotWh && gateLeadMinutes === ask.gateLeadMinutes;
  return same ? already() : refused('same EIC, different content', { name, timeZone, lotWh, gateLeadMinutes });
}
