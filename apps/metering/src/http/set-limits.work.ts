import type { Decision } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { decideLimits, type Limits, type LimitsRefusal } from '../meter-point/decide-limits.js';
import type { Portfolio } from '../meter-point/portfolio.js';
import { type MeteringState, type MeteringTable, sideOutOfDoubt } from '../store/metering.state.js';
import { portfolioEvent } from './portfolio-event.js';

export interface SetLimits extends Limits {
  /** `party/area` */
  readonly key: string;
  /** The version that the operator saw, where it says one. */
  readonly seen: number | undefined;
  readonly audit: { readonly id: string; readonly who: string; readonly why: string };
}

/** Sets a portfolio's two limits, keeps who did it and why, and tells everyone. */
export const setLimits: Work<MeteringTable, MeteringState, SetLimits, Decision<Portfolio, LimitsRefusal>> = {
  name: 'set-limits',
  touches: ({ key }) => ({ side: [key] }),
  decide(state, { key, seen, audit, ...limits }) {
    const known = sideOutOfDoubt(state, key);
    const decision = decideLimits(known, limits, seen);
    if (decision.answer !== 'accepted' || !known) return { answer: decision, send: [] };
    const { injectionW, consumptionW } = decision.what;
    state.sides.put(decision.what);
    state.audits.put({
      ...audit,
      action: 'set limits',
      of: `portfolio/${key}`,
      seen: seen ?? null,
      details: {
        ...{ injectionLimitW: injectionW, injectionLimitWBefore: known.injectionW },
        ...{ consumptionLimitW: consumptionW, consumptionLimitWBefore: known.consumptionW },
      },
    });
    return { answer: decision, send: [portfolioEvent(decision.what)] };
  },
};
