import { type AccountOpenedV1, accountOpenedV1, partyChangedV1, partyRegisteredV1, topics } from '#libs/contracts';
import { type ConsumedEvent, type Outgoing, toEveryone, type Work } from '#libs/messaging';
import { formatEur } from '#libs/units';
import type { Account } from '../account/account.js';
import { decideOpening } from '../account/decide-opening.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';

/**
 * Opens an account for every party that trading tells of. Whether there is one is asked without its lock, so that no
 * party waits for, or is mistaken because of, a trade that has its account in doubt. A suspended party keeps its own: what it owes is still posted,
 * and whether it may trade was decided before anything is asked of settlement.
 */
export const parties: Work<SettlementTable, SettlementState, ConsumedEvent, void> = {
  name: 'trading.parties',
  kindOf: ({ type }) => type,
  touches: (event) => {
    const party = partyOf(event);
    return party ? { opened: [party] } : {};
  },
  decide(state, event) {
    const party = partyOf(event);
    if (!party) return { answer: undefined, send: [] };
    // The batch's own rows come first: whoever opened it since this batch began has perhaps put money on it already.
    const known = state.accounts.get(party) ?? state.opened.get(party);
    const decision = decideOpening(known, party);
    if (decision.answer !== 'accepted') return { answer: undefined, send: [] };
    state.accounts.put(decision.what);
    return { answer: undefined, send: [accountOpened(decision.what)] };
  },
};

const tellsOfAParty: ReadonlyMap<string, { parse(data: unknown): { readonly eic: string } }> = new Map([
  [partyRegisteredV1.type, partyRegisteredV1.data],
  [partyChangedV1.type, partyChangedV1.data],
]);

/** Throws where the event is not what its type promises. */
const partyOf = ({ type, data }: ConsumedEvent): string | undefined => tellsOfAParty.get(type)?.parse(data).eic;

function accountOpened({ id, creditLimit, frozen, sequence }: Account): Outgoing {
  const data: AccountOpenedV1 = {
    account: id,
    currency: 'EUR',
    creditLimitEur: formatEur(creditLimit),
    frozen,
    sequence,
  };
  return toEveryone(topics.accounts.name, {
    id: `account/${id}/${sequence}`,
    type: accountOpenedV1.type,
    subject: id,
    data,
  });
}
