import { type Eic, issueEic } from '#libs/market';
import type { Command, Outgoing } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, theHour, theRate, theTrade } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { freezesOf } from './freeze-mixed.work.js';
import { mostWaitMs, waitingCommands } from './waiting-commands.work.js';

function party(body: string): Eic {
  const code = issueEic('99', 'X', body);
  if (!code.ok) throw new Error(code.because);
  return code.eic;
}

const seller = party('SELLER');
const buyer = party('BUYER');
const now = { wall: theHour, market: theHour };
const { arriving, resumed } = waitingCommands(theRate);
const inDoubt = new Map([[buyer, 'a1-0198']]);

/** The buyer's account is in doubt, and so it is not loaded. */
const doubtful = () => aSettlementState({ accounts: [anAccount({ id: seller })], inDoubt });
const clear = () => aSettlementState({ accounts: [anAccount({ id: seller }), anAccount({ id: buyer })] });

const aCommand = (type: string, step: string, body: object): Command => ({
  ...{ id: `${theTrade}/${step}`, type, key: buyer, sagaId: theTrade, attempt: 1, replyTo: 'trading.replies.v1' },
  body: { seller, buyer, ...body },
});
const hold = aCommand('settlement.hold-funds.v1', 'hold funds/do', { energyWh: 1_000_000, priceCentsPerMWh: 5000 });
const undo = aCommand('settlement.void-hold.v1', 'hold funds/undo', {});
const post = aCommand('settlement.post-hold.v1', 'post funds/do', {});
const [freeze] = freezesOf('a1-0198', [buyer]) as [Command];

const waiting = (body: Command, waitedMs: number) => ({
  ...{ command: body.id, gid: 'a1-0198', body, since: now.wall - waitedMs },
});
const replies = (send: readonly Outgoing[]) => send.flatMap((one) => (one.kind === 'internal' ? [one.message] : []));

describe("settlement's commands on an account in doubt", () => {
  it.each([
    ['a hold', hold],
    ['a void', undo],
    ['a post', post],
    ['a freeze', freeze],
  ])('step aside and change nothing: %s', (_, command) => {
    const state = doubtful();
    expect(arriving.decide(state, command, now).send).toEqual([]);
    expect(state.waiting.inserted()).toEqual([waiting(command, 0)]);
    expect([state.holds, state.accounts].map((rows) => [...rows.inserted(), ...rows.updated()])).toEqual([[], []]);
  });

  it('refuse a hold when it has waited for as long as a trade can, and keep the refusal', () => {
    const state = doubtful();
    expect(resumed.decide(state, waiting(hold, mostWaitMs - 1), now).send).toEqual([]);
    const because = { reason: 'row in doubt', party: buyer, gid: 'a1-0198' };
    expect(replies(resumed.decide(state, waiting(hold, mostWaitMs), now).send)).toMatchObject([
      { answer: 'refused', because },
    ]);
    expect(state.holds.inserted()).toEqual([{ id: theTrade, state: 'refused', because, since: theHour }]);
  });

  it('answer a hold that has waited for so long from its row, where there is one', () => {
    const before = clear();
    arriving.decide(before, hold, now);
    const state = doubtful();
    for (const row of before.holds.inserted()) state.holds.put(row);
    expect(replies(resumed.decide(state, waiting(hold, mostWaitMs), now).send)).toMatchObject([{ answer: 'accepted' }]);
    expect(state.holds.get(theTrade)).toMatchObject({ state: 'held' });
  });

  it.each([
    ['a void', undo],
    ['a post', post],
    ['a freeze', freeze],
  ])('wait on for as long as it takes: %s', (_, command) => {
    const state = doubtful();
    expect(resumed.decide(state, waiting(command, 100 * mostWaitMs), now).send).toEqual([]);
    expect(state.holds.inserted()).toEqual([]);
  });

  it('are decided like any other when the doubt has ended', () => {
    const state = clear();
    expect(replies(resumed.decide(state, waiting(hold, 5_000), now).send)).toMatchObject([{ answer: 'accepted' }]);
    resumed.decide(state, waiting(freeze, 5_000), now);
    expect(state.holds.get(theTrade)).toMatchObject({ state: 'held' });
    expect(state.accounts.get(buyer)).toMatchObject({ frozen: true });
    expect(state.waiting.inserted()).toMatchObject([
      { command: hold.id, over: true },
      { command: freeze.id, over: true },
    ]);
  });
});
