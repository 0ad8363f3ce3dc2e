import type { Decision } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { decideLimits, type Limits } from '../meter-point/decide-limits.js';
import type { Portfolio } from '../meter-point/portfolio.js';
import type { MeteringState, MeteringTable } from '../store/metering.state.js';

export interface SetLimits extends Limits {
  /** `party/area` */
  readonly key: string;
}

/** Sets a portfolio's two limits. */
export const setLimits: Work<MeteringTable, MeteringState, SetLimits, Decision<Portfolio, 'unknown portfolio'>> = {
  name: 'set-limits',
  touches: ({ key }) => ({ side: [key] }),
  decide(state, ask) {
    const decision = decideLimits(state.sides.get(ask.key), ask);
    if (decision.answer === 'accepted') state.sides.put(decision.what);
    return { answer: decision, send: [] };
  },
};
