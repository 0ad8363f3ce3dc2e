import { areaEic, type MeterPointRegisteredV1, meterPointEic, partyEic } from '#libs/contracts';
import type { Registered } from '#libs/service';
import { watts } from '#libs/units';
import { z } from 'zod';
import type { MeterPoint } from '../meter-point/meter-point.js';
import type { Side } from '../meter-point/side.js';
import type { SideForm } from './side-form.js';

/** A terawatt: more than any connection, and a quarter hour of it stays far below a safe integer. */
export const mostWatts = 1_000_000_000_000;

export const powerW = z.int().min(0).max(mostWatts);
export const balanceGroup = z.string().min(1).max(64);

export const meterPointBody = z.strictObject({
  eic: meterPointEic,
  party: partyEic,
  area: areaEic,
  balanceGroup,
  injectionW: powerW,
  consumptionW: powerW,
  fuseA: z.int().min(1).max(100_000).describe('per phase, in amperes'),
});

type MeterPointBody = z.output<typeof meterPointBody>;

/** A meter point as the API and its event show it. */
export const showMeterPoint = (meterPoint: MeterPoint): MeterPointRegisteredV1 => ({
  eic: meterPoint.key,
  party: meterPoint.party,
  area: meterPoint.area,
  balanceGroup: meterPoint.balanceGroup,
  injectionW: meterPoint.injectionW,
  consumptionW: meterPoint.consumptionW,
  fuseA: meterPoint.fuseA,
  sequence: meterPoint.sequence,
});

export const meterPointForm: SideForm<MeterPointBody, Registered & { readonly eic: string }> = {
  schema: meterPointBody,
  sideOf: ({ eic, injectionW, consumptionW, ...rest }): Side => ({
    kind: 'meter point',
    key: eic,
    ...rest,
    injectionW: watts(injectionW),
    consumptionW: watts(consumptionW),
    sequence: 1,
  }),
  show: ({ key }, answer) => ({ eic: key, location: `/v1/meter-points/${key}`, answer }),
};
