import type { Outgoing } from '#libs/messaging';
import { type Eic, issueEic } from '#libs/market';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theHour, theRate, theTrade } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { holdLegs } from './hold-legs.js';

function party(body: string): Eic {
  const code = issueEic('99', 'X', body);
  if (!code.ok) throw new Error(code.because);
  return code.eic;
}

const seller = party('SELLER');
const buyer = party('BUYER');
const now = { wall: theHour + 0.25, market: theHour };
const body = { seller, buyer, energyWh: 1_000_000, priceCentsPerMWh: 5000 };
const legs = holdLegs(theRate);
const stateOf = () => aSettlementState({ accounts: [anAccount({ id: seller }), anAccount({ id: buyer })] });
const told = (send: readonly Outgoing[]) => send.flatMap((one) => (one.kind === 'public' ? [one.event.type] : []));

describe("settlement's leg", () => {
  it('names both accounts, which others step aside for, and its hold', () => {
    expect(legs.read(theTrade, body)).toMatchObject({
      keys: [seller, buyer],
      touches: { account: [seller, buyer], hold: [theTrade] },
    });
    expect(legs.read(theTrade, { ...body, seller: buyer }).keys).toEqual([buyer]);
  });

  it('leaves a posted hold, its transfers and both totals, and tells everyone that the trade is paid', () => {
    const state = stateOf();
    const decided = legs.read(theTrade, body).decide(state, now);
    expect(decided.answer === 'accepted' && told(decided.send)).toEqual(['gridsaga.trade.paid.v1']);
    expect(state.holds.inserted()).toMatchObject([{ id: theTrade, state: 'posted', since: theHour }]);
    expect(state.transfers.inserted()).toHaveLength(4);
    expect(state.accounts.updated().map(({ held }) => held)).toEqual([0n, 0n]);
  });

  it('puts nothing where it is refused, so that the legs behind it are decided without it', () => {
    const state = stateOf();
    const tooMuch = legs.read(theTrade, { ...body, energyWh: 3_000_000 });
    expect(tooMuch.decide(state, now)).toMatchObject({ because: { reason: 'not enough free money', party: buyer } });
    expect([state.holds, state.accounts, state.transfers].map((rows) => rows.inserted())).toEqual([[], [], []]);
    expect(state.accounts.get(buyer)?.posted).toBe(eur(100));
  });

  it('sees what the legs before it have left', () => {
    const state = stateOf();
    const trades = ['1', '2', '3'].map((last) => `${theTrade.slice(0, -1)}${last}`);
    const answers = trades.map((trade) => legs.read(trade, body).decide(state, now).answer);
    expect(answers).toEqual(['accepted', 'refused', 'refused']);
  });

  it.each([
    ['a trade in capitals', theTrade.toUpperCase(), body, 'not a UUID in lower case'],
    ['a fraction of a watt-hour', theTrade, { ...body, energyWh: 0.5 }, 'int'],
    ['an unknown field', theTrade, { ...body, feeWaived: true }, 'feeWaived'],
    ['no body', theTrade, null, 'expected object'],
  ])('is not read with %s', (_, id, unread, message) => {
    expect(() => legs.read(id, unread)).toThrow(message);
  });
});
