import { partyChangedV1, partyRegisteredV1 } from '#libs/contracts';
import type { ConsumedEvent, Work } from '#libs/messaging';
import { decideCopy } from '../party/decide-copy.js';
import type { Party } from '../party/party.js';
import type { MeteringState, MeteringTable } from '../store/metering.state.js';

/** Keeps the copy of the parties that trading registers and changes. Other events of that topic are none of metering's business. */
export const parties: Work<MeteringTable, MeteringState, ConsumedEvent, void> = {
  name: 'trading.parties',
  kindOf: ({ type }) => type,
  touches(event) {
    const party = partyOf(event);
    return party ? { party: [party.eic] } : {};
  },
  decide(state, event) {
    const party = partyOf(event);
    if (party) {
      const decision = decideCopy(state.parties.get(party.eic), party);
      if (decision.answer === 'accepted') state.parties.put(decision.what);
    }
    return { answer: undefined, send: [] };
  },
};

/** Throws where the event is not what its type promises. */
function partyOf({ type, data }: ConsumedEvent): Party | undefined {
  if (type === partyRegisteredV1.type) return partyRegisteredV1.data.parse(data);
  if (type !== partyChangedV1.type) return undefined;
  // Whether it may trade is trading's business: what is asked of metering was decided before.
  const { eic, name, roles, sequence } = partyChangedV1.data.parse(data);
  return { eic, name, roles, sequence };
}
