import { type AccountOpenedV1, accountOpenedV1, partyRegisteredV1, topics } from '#libs/contracts';
import { type ConsumedEvent, type Outgoing, toEveryone, type Work } from '#libs/messaging';
import { formatEur } from '#libs/units';
import type { Account } from '../account/account.js';
import { decideOpening } from '../account/decide-opening.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';

/** Opens an account for every party that trading registers. Other events of that topic are none of settlement's business. */
export const parties: Work<SettlementTable, SettlementState, ConsumedEvent, void> = {
  name: 'trading.parties',
  kindOf: ({ type }) => type,
  touches: (event) => {
    const party = partyOf(event);
    return party ? { account: [party] } : {};
  },
  decide(state, event) {
    const party = partyOf(event);
    if (!party) return { answer: undefined, send: [] };
    const decision = decideOpening(state.accounts.get(party), party);
    if (decision.answer !== 'accepted') return { answer: undefined, send: [] };
    state.accounts.put(decision.what);
    return { answer: undefined, send: [accountOpened(decision.what)] };
  },
};

/** Throws where the event is not what its type promises. */
function partyOf({ type, data }: ConsumedEvent): string | undefined {
  return type === partyRegisteredV1.type ? partyRegisteredV1.data.parse(data).eic : undefined;
}

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
