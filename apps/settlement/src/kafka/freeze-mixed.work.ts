import { topics } from '#libs/contracts';
import { type Command, toEveryone, type Work } from '#libs/messaging';
import { v7 } from 'uuid';
import { z } from 'zod';
import { accountChangedEvent } from '../account/account-changed-event.js';
import { decideTerms } from '../account/decide-terms.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';

const type = 'settlement.freeze-mixed.v1';
const freeze = z.strictObject({ audit: z.uuid(), account: z.string(), gid: z.string() });

/**
 * What settlement asks of itself for each row that a mixed global transaction names. It waits as a command does: the
 * account may be in doubt, and what ends the doubt stands behind the news.
 */
export const freezesOf = (gid: string, keys: readonly string[]): Command[] =>
  keys.map((account) => ({
    ...{ id: `${gid}/${account}/freeze`, type, key: account, sagaId: gid, attempt: 1, replyTo: '' },
    body: { audit: v7(), account, gid } satisfies z.output<typeof freeze>,
  }));

export const isFreeze = (command: Command): boolean => command.type === type;

/** Leaves freezes among the commands that wait, without a look at their accounts; they come back by themselves. */
export const awaitFreezes: Work<SettlementTable, SettlementState, readonly Command[], void> = {
  name: 'settlement.await-freezes',
  touches: () => ({}),
  decide({ waiting }, freezes, { wall }) {
    for (const body of freezes) waiting.put({ command: body.id, gid: body.sagaId, body, since: wall });
    return { answer: undefined, send: [] };
  },
};

/** The account that is to be frozen. */
const accountOf = ({ body }: Command): string => freeze.parse(body).account;

/**
 * Freezes an account whose money may have moved at one participant only, keeps why, and tells everyone. A row of
 * somebody else, like a meter point, is no account and none of settlement's business.
 */
export const freezeMixed: Work<SettlementTable, SettlementState, Command, void> = {
  name: 'settlement.freeze-mixed',
  touches: (command) => ({ account: [accountOf(command)] }),
  decide(state, { body }) {
    const { audit: id, account, gid } = freeze.parse(body);
    const why = `the global transaction ${gid} ended differently at its participants`;
    const decision = decideTerms(state.accounts.get(account), { frozen: true, because: why });
    if (decision.answer !== 'accepted') return { answer: undefined, send: [] };
    const after = decision.what;
    state.accounts.put(after);
    const details = { version: after.sequence, gid };
    state.audits.put({ id, who: 'two-phase', why, seen: null, action: 'freeze', of: `account/${account}`, details });
    return { answer: undefined, send: [toEveryone(topics.accounts.name, accountChangedEvent(after))] };
  },
};
