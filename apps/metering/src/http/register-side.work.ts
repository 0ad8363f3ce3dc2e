import { meterPointRegisteredV1, topics } from '#libs/contracts';
import type { Decision } from '#libs/decision';
import { type Outgoing, toEveryone, type Work } from '#libs/messaging';
import { decideRegistration, type RegistrationRefusal } from '../meter-point/decide-registration.js';
import type { MeterPoint } from '../meter-point/meter-point.js';
import type { Side } from '../meter-point/side.js';
import { type MeteringState, type MeteringTable, sideOutOfDoubt } from '../store/metering.state.js';
import { showMeterPoint } from './meter-point.body.js';
import { portfolioEvent } from './portfolio-event.js';

/** Registers a meter point or a portfolio, and tells everyone. */
export const registerSide: Work<MeteringTable, MeteringState, Side, Decision<Side, RegistrationRefusal>> = {
  name: 'register-side',
  kindOf: ({ kind }) => kind,
  touches: ({ key, party }) => ({ party: [party], side: [key] }),
  decide(state, asked) {
    const decision = decideRegistration(sideOutOfDoubt(state, asked.key), state.parties.get(asked.party), asked);
    if (decision.answer !== 'accepted') return { answer: decision, send: [] };
    const side = decision.what;
    state.sides.put(side);
    return { answer: decision, send: [side.kind === 'meter point' ? registered(side) : portfolioEvent(side)] };
  },
};

function registered(meterPoint: MeterPoint): Outgoing {
  const data = showMeterPoint(meterPoint);
  return toEveryone(topics.meterPoints.name, {
    id: `meter-point/${data.eic}/${data.sequence}`,
    type: meterPointRegisteredV1.type,
    subject: data.eic,
    data,
  });
}
