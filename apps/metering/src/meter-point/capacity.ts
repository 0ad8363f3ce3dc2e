import { energyOver, type WattHours } from '#libs/units';
import type { End, Side } from './side.js';

/** How much a side may sell or buy in one quarter hour, net; rounded down to a watt-hour. */
export const capacityWh = (side: Side, end: End): WattHours =>
  energyOver(end === 'seller' ? side.injectionW : side.consumptionW, 15);
