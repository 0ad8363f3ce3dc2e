import { type Eic, issueEic } from '#libs/market';
import type { Command, Outgoing } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, theHour, theRate, theTrade } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { settlementCommands } from './settlement-commands.work.js';

function party(body: string): Eic {
  const code = issueEic('99', 'X', body);
  if (!code.ok) throw new Error(code.because);
  return code.eic;
}

const seller = party('SELLER');
const buyer = party('BUYER');
const now = { wall: theHour + 0.25, market: theHour };
const work = settlementCommands(theRate);

const stateOf = () => aSettlementState({ accounts: [anAccount({ id: seller }), anAccount({ id: buyer })] });

const aCommand = (type: string, body: unknown, other: Partial<Command> = {}): Command => ({
  id: `${theTrade}/hold funds/do`,
  type,
  key: buyer,
  sagaId: theTrade,
  attempt: 1,
  replyTo: 'trading.replies.v1',
  body,
  ...other,
});

const hold = (other: Partial<Command> = {}) =>
  aCommand('settlement.hold-funds.v1', { seller, buyer, energyWh: 1_000_000, priceCentsPerMWh: 5000 }, other);
const post = () => aCommand('settlement.post-hold.v1', { seller, buyer }, { id: `${theTrade}/post funds/do` });
const undo = () => aCommand('settlement.void-hold.v1', { seller, buyer }, { id: `${theTrade}/hold funds/undo` });

const replied = (send: readonly Outgoing[]) => send.flatMap((one) => (one.kind === 'internal' ? [one.message] : []));
const told = (send: readonly Outgoing[]) => send.flatMap((one) => (one.kind === 'public' ? [one.event] : []));

describe('the commands of settlement', () => {
  it('touch both accounts and the hold of the saga', () => {
    for (const command of [hold(), post(), undo()]) {
      expect(work.touches(command)).toEqual({ account: [seller, buyer], hold: [theTrade] });
    }
  });

  it('are answered to whoever asked, with the saga as the key and the attempt of the ask', () => {
    expect(work.decide(stateOf(), hold({ attempt: 3 }), now).send).toEqual([
      {
        kind: 'internal',
        topic: 'trading.replies.v1',
        message: {
          id: `${theTrade}/hold funds/do/reply`,
          type: 'saga.reply.v1',
          key: theTrade,
          re: `${theTrade}/hold funds/do`,
          attempt: 3,
          answer: 'accepted',
        },
      },
    ]);
  });

  it('see what the commands before them in the batch have done', () => {
    const state = stateOf();
    const answers = [hold(), hold(), post(), undo()].flatMap((command) =>
      replied(work.decide(state, command, now).send),
    );
    expect(answers).toMatchObject([
      { answer: 'accepted' },
      { answer: 'accepted' },
      { answer: 'accepted' },
      { answer: 'refused', because: { reason: 'past the pivot' } },
    ]);
    expect(state.holds.inserted()).toMatchObject([{ id: theTrade, state: 'posted', since: theHour }]);
    expect(state.transfers.inserted()).toHaveLength(4);
    expect(state.accounts.updated().map(({ held }) => held)).toEqual([0n, 0n]);
  });

  it('tell everyone of a trade that is paid, once, and of nothing else', () => {
    const state = stateOf();
    const events = [hold(), hold(), post(), post(), undo()].map((ask) => told(work.decide(state, ask, now).send));
    expect(events.map(({ length }) => length)).toEqual([0, 0, 1, 0, 0]);
    expect(events[2]).toMatchObject([{ type: 'gridsaga.trade.paid.v1', subject: theTrade }]);
  });

  it('keep a refusal and say why', () => {
    const state = stateOf();
    state.accounts.put(anAccount({ id: seller, frozen: true }));
    const { send } = work.decide(state, hold(), now);
    expect(replied(send)).toMatchObject([{ answer: 'refused', because: { reason: 'account frozen', party: seller } }]);
    expect(state.holds.get(theTrade)).toMatchObject({ state: 'refused', because: { reason: 'account frozen' } });
  });

  it.each([
    ['of an unknown type', hold({ type: 'settlement.hold-funds.v2' }), 'does not know the command'],
    ['of a saga whose id is in capitals', hold({ sagaId: theTrade.toUpperCase() }), 'not a UUID in lower case'],
    ['with an answer to nobody', hold({ replyTo: 'anywhere.v1' }), 'no replies are awaited on anywhere.v1'],
    ['with a fraction of a watt-hour', hold({ body: { seller, buyer, energyWh: 0.5, priceCentsPerMWh: 1 } }), 'int'],
    ['with an unknown field', hold({ body: { ...(hold().body as object), feeWaived: true } }), 'feeWaived'],
  ])('throw where they are %s', (_, command, message) => {
    expect(() => work.touches(command)).toThrow(message);
  });
});

describe('a parked command', () => {
  const because = { reason: 'could not be read' };
  const parked = (command: Command, state = stateOf()) => {
    const owed = work.parked?.decide(state, command, because, now);
    return { state, replies: replied(owed?.send ?? []) };
  };

  it('touches its hold and no account', () => {
    expect(work.parked?.touches(hold({ body: null }))).toEqual({ hold: [theTrade] });
  });

  it('is refused as a do where there is no row, and the row keeps it', () => {
    const { state, replies } = parked(hold({ body: null }));
    expect(replies).toMatchObject([{ answer: 'refused', because }]);
    expect(state.holds.inserted()).toEqual([{ id: theTrade, state: 'refused', because, since: theHour }]);
  });

  it('leaves a tombstone as an undo where there is no row', () => {
    const { state, replies } = parked({ ...undo(), body: null });
    expect(replies).toMatchObject([{ answer: 'accepted' }]);
    expect(state.holds.inserted()).toEqual([{ id: theTrade, state: 'tombstone', since: theHour }]);
  });

  it('moves nothing as a post', () => {
    const state = stateOf();
    work.decide(state, hold(), now);
    expect(parked({ ...post(), body: null }, state).replies).toMatchObject([{ answer: 'refused', because }]);
    expect(state.transfers.inserted()).toEqual([]);
    expect(state.holds.get(theTrade)).toMatchObject({ state: 'held' });
  });

  it.each([
    ['type', hold({ type: 'unheard of' })],
    ['saga', hold({ sagaId: "'; DROP TABLE hold" })],
    ['topic for the reply', hold({ replyTo: 'anywhere.v1' })],
  ])('owes nothing where its %s is not known', (_, command) => {
    expect(work.parked?.touches(command)).toEqual({});
    const { state, replies } = parked(command);
    expect(replies).toEqual([]);
    expect(state.holds.inserted()).toEqual([]);
  });
});
