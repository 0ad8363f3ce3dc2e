import { type PartyChangedV1, partyChangedV1, topics } from '#libs/contracts';
import type { Decision } from '#libs/decision';
import { instant } from '#libs/market';
import { type AuditRecord, toEveryone, type Work } from '#libs/messaging';
import { decideSuspension } from '../party/decide-suspension.js';
import type { Party } from '../party/party.js';
import type { TradingState, TradingTable } from '../store/trading.state.js';

/** An operator keeps a party from trading, or lets it trade again. */
export interface SuspendParty {
  readonly eic: string;
  readonly suspend: boolean;
  readonly audit: Pick<AuditRecord, 'id' | 'who' | 'why'>;
}

/** Suspends a party, or ends its suspension, and tells everyone. What is under way goes on to its end. */
export const suspendParty: Work<TradingTable, TradingState, SuspendParty, Decision<Party, 'unknown party'>> = {
  name: 'PUT /v1/parties/{eic}/suspension',
  touches: ({ eic }) => ({ party: [eic] }),
  decide(state, { eic, suspend, audit }, now) {
    const known = state.parties.get(eic);
    const answer = decideSuspension(known, suspend ? audit.why : null, instant(Math.floor(now.wall)));
    if (answer.answer !== 'accepted') return { answer, send: [] };
    state.parties.put(answer.what);
    const { name, roles, suspended, sequence } = answer.what;
    state.audits.put({
      ...{
        ...audit,
        action: suspend ? 'suspend' : 'end suspension',
        of: `party/${eic}`,
        seen: known?.sequence ?? null,
      },
      details: { sequence },
    });
    const data: PartyChangedV1 = { eic, name, roles: [...roles], suspended: suspended?.why ?? null, sequence };
    return {
      answer,
      send: [
        toEveryone(topics.parties.name, { id: `${eic}/${sequence}`, type: partyChangedV1.type, subject: eic, data }),
      ],
    };
  },
};
