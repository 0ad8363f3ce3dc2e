import { z } from 'zod';
import { areaEic, meterPointEic, partyEic } from '../wire.js';

/** A meter point as it is after its registration, on `metering.meter-points.v1`; keyed by its EIC. */
export const meterPointRegisteredV1 = {
  type: 'gridsaga.meter-point.registered.v1',
  data: z.object({
    eic: meterPointEic,
    party: partyEic,
    area: areaEic,
    balanceGroup: z.string(),
    injectionW: z.int().min(0),
    consumptionW: z.int().min(0),
    /** Per phase, in amperes. */
    fuseA: z.int().min(1),
    /** Counts the meter point's events; a consumer drops one that it is past. */
    sequence: z.int().min(1),
  }),
} as const;

export type MeterPointRegisteredV1 = z.output<typeof meterPointRegisteredV1.data>;
