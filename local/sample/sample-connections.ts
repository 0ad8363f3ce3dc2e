import { type Watts, watts } from '#libs/units';
import type { Member } from './member.js';

/** What a member's connection may carry each way, and its fuse per phase. */
export interface Connection {
  readonly injectionW: Watts;
  readonly consumptionW: Watts;
  readonly fuseA: number;
}

const ordinary = { consumptionW: 14_500, fuseA: 35 };
/** Enough for most of the day and not for the cooking: some of their trades are refused. */
const smallConsumptionW: Readonly<Record<string, number>> = { 'House 27': 1_000, 'House 41': 800, 'House 48': 900 };
/** Half of the plant on the roof: what the feeder had left when it was built. */
const smallInjectionW: Readonly<Record<string, number>> = { 'House 07': 2_400, 'House 15': 3_000 };

/** The connection of a member; a few are too small on purpose, so that some trades are refused for capacity. */
export function connectionOf({ name, kind, mustRunW }: Member): Connection {
  if (kind === 'must-run plant') {
    return { injectionW: watts(mustRunW * 2), consumptionW: watts(1_000), fuseA: 63 };
  }
  const consumptionW = smallConsumptionW[name];
  return {
    // A plant of 8 kWp behind an inverter of 10 kW.
    injectionW: watts(kind === 'household with PV' ? (smallInjectionW[name] ?? 10_000) : 0),
    consumptionW: watts(consumptionW ?? ordinary.consumptionW),
    fuseA: consumptionW === undefined ? ordinary.fuseA : 16,
  };
}
