import type { Decision } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { type Area, decideAreaRegistration } from '../area/area.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';

/** Registers an area. */
export const registerArea: Work<TradingTable, TradingState, Area, Decision<Area, 'same EIC, different content'>> = {
  name: 'POST /v1/areas',
  touches: ({ eic }) => ({ area: [eic] }),
  decide(state, ask) {
    const answer = decideAreaRegistration(state.areas.get(ask.eic), ask);
    if (answer.answer === 'accepted') state.areas.put(answer.what);
    return { answer, send: [] };
  },
};
