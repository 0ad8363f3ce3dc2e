import { type PartyRegisteredV1, partyRegisteredV1, topics } from '#libs/contracts';
import type { Decision } from '#libs/decision';
import { toEveryone, type Work } from '#libs/messaging';
import { decidePartyRegistration, type PartyToRegister } from '../party/decide-registration.js';
import type { Party } from '../party/party.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';

/** Registers a party and tells everyone; settlement opens its account, metering keeps a copy. */
export const registerParty: Work<
  TradingTable,
  TradingState,
  PartyToRegister,
  Decision<Party, 'same EIC, different content'>
> = {
  name: 'POST /v1/parties',
  touches: ({ eic }) => ({ party: [eic] }),
  decide(state, ask) {
    const answer = decidePartyRegistration(state.parties.get(ask.eic), ask);
    if (answer.answer !== 'accepted') return { answer, send: [] };
    state.parties.put(answer.what);
    const { eic, name, roles, sequence } = answer.what;
    const data: PartyRegisteredV1 = { eic, name, roles: [...roles], sequence };
    return {
      answer,
      send: [
        toEveryone(topics.parties.name, { id: `${eic}/${sequence}`, type: partyRegisteredV1.type, subject: eic, data }),
      ],
    };
  },
};
