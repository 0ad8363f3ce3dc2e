import { accepted, already, refused, refusedAgain } from '#libs/decision';
import { centsPerMWh, milliCentsPerMWh, money, wattHours } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import {
  accountsOf,
  anAccount,
  anAskForFunds,
  bothAccounts,
  eur,
  fundsOf,
  theBuyer,
  theHour,
  theRate,
  theSeller,
  theTrade,
} from '../../../../test/support/a-hold.js';
import type { Account } from '../account/account.js';
import { decideHold } from './decide-hold.js';
import type { Hold } from './hold.js';

const ask = anAskForFunds();
const short = { reason: 'not enough free money', neededEur: '50.11250000' } as const;
const row = (state: 'refused' | 'tombstone'): Hold =>
  state === 'refused'
    ? { id: theTrade, state, because: short, since: theHour }
    : { id: theTrade, state, since: theHour };

describe('a hold', () => {
  it('sets aside what the payer owes and both fees', () => {
    const { decision, changes } = decideHold(ask, undefined, bothAccounts(), theRate, theHour);
    expect(decision).toEqual(accepted('held'));
    expect(changes.hold).toEqual(fundsOf(ask));
    expect(changes.accounts).toEqual([
      anAccount({ id: theSeller, held: money(11_250_000n) }),
      anAccount({ held: money(5_011_250_000n) }),
    ]);
  });

  it('is of the fees at price zero, and of nothing where there are none', () => {
    const free = anAskForFunds({ priceCentsPerMWh: centsPerMWh(0) });
    const { decision, changes } = decideHold(free, undefined, bothAccounts(), milliCentsPerMWh(0), theHour);
    expect(decision).toEqual(accepted('held'));
    expect(changes.accounts?.map(({ held }) => held)).toEqual([0n, 0n]);
  });

  it('takes the last 10⁻⁸ euro and not one more', () => {
    const exactly = anAccount({ posted: money(5_011_250_000n) });
    const oneLess = anAccount({ posted: money(5_011_249_999n) });
    const decide = (buyer: Account) =>
      decideHold(ask, undefined, accountsOf(anAccount({ id: theSeller }), buyer), theRate, theHour).decision;
    expect(decide(exactly)).toEqual(accepted('held'));
    expect(decide(oneLess)).toEqual(
      refused('not enough free money', {
        neededEur: '50.11250000',
        freeEur: '50.11249999',
        limitEur: '0.00000000',
        party: theBuyer,
      }),
    );
  });

  it('asks of a party that trades with itself the sum of both sides', () => {
    const self = anAskForFunds({ seller: theBuyer });
    const decide = (posted: bigint) =>
      decideHold(self, undefined, accountsOf(anAccount({ posted: money(posted) })), theRate, theHour);
    expect(decide(5_022_499_999n).decision).toMatchObject({ because: { neededEur: '50.22500000' } });
    expect(decide(5_022_500_000n).changes.accounts).toMatchObject([{ held: 5_022_500_000n }]);
  });
});

describe('a hold is refused, the first reason first', () => {
  const seller = anAccount({ id: theSeller });
  const overdrawn = { posted: eur(-10), creditLimit: eur(5) };
  const overdrawnBecause = { freeEur: '-5.00000000', limitEur: '5.00000000' };
  it.each<[string, Account[], ReturnType<typeof refused>]>([
    ['an unknown seller', [anAccount()], refused('unknown account', { party: theSeller })],
    ['an unknown buyer', [seller], refused('unknown account', { party: theBuyer })],
    ['a frozen seller', [{ ...seller, frozen: true }, anAccount()], refused('account frozen', { party: theSeller })],
    [
      'a frozen buyer, although overdrawn too',
      [seller, anAccount({ ...overdrawn, frozen: true })],
      refused('account frozen', { party: theBuyer }),
    ],
    [
      'an overdrawn buyer',
      [seller, anAccount(overdrawn)],
      refused('account overdrawn', { ...overdrawnBecause, party: theBuyer }),
    ],
    [
      'an overdrawn seller, although only a fee is needed',
      [{ ...seller, ...overdrawn }, anAccount()],
      refused('account overdrawn', { ...overdrawnBecause, party: theSeller }),
    ],
    [
      'a seller who cannot pay the fee',
      [{ ...seller, posted: eur(0) }, anAccount()],
      refused('not enough free money', {
        neededEur: '0.11250000',
        freeEur: '0.00000000',
        limitEur: '0.00000000',
        party: theSeller,
      }),
    ],
    [
      'a buyer whose money is held for others',
      [seller, anAccount({ held: eur(90), creditLimit: eur(40) })],
      refused('not enough free money', {
        neededEur: '50.11250000',
        freeEur: '50.00000000',
        limitEur: '40.00000000',
        party: theBuyer,
      }),
    ],
  ])('for %s', (_, accounts, refusal) => {
    const { decision, changes } = decideHold(ask, undefined, accountsOf(...accounts), theRate, theHour);
    expect(decision).toEqual(refusal);
    expect(changes).toEqual({ hold: { id: theTrade, state: 'refused', because: refusal.because, since: theHour } });
  });

  it('for a seller without the money at a negative price', () => {
    const negative = anAskForFunds({ priceCentsPerMWh: centsPerMWh(-49_999) });
    const { decision } = decideHold(negative, undefined, bothAccounts(), theRate, theHour);
    expect(decision).toMatchObject({ because: { reason: 'not enough free money', party: theSeller } });
  });
});

describe('a hold that is asked for again', () => {
  const other = anAskForFunds({ energyWh: wattHours(1) });
  it.each<[string, Hold, typeof ask, unknown]>([
    ['a refused row repeats its refusal', row('refused'), ask, refusedAgain(short)],
    ['a refused row repeats its refusal whatever the content', row('refused'), other, refusedAgain(short)],
    ['a held row says already', fundsOf(ask), ask, already()],
    ['a held row refuses other content', fundsOf(ask), other, refused('same id, different content')],
    ['a posted row says already', fundsOf(ask, 'posted'), ask, already()],
    ['a posted row refuses other content', fundsOf(ask, 'posted'), other, refused('same id, different content')],
    ['a voided row has been undone', fundsOf(ask, 'voided'), ask, refused('already undone')],
    ['a voided row has been undone whatever the content', fundsOf(ask, 'voided'), other, refused('already undone')],
    ['a tombstone has been undone', row('tombstone'), ask, refused('already undone')],
  ])('%s', (_, known, again, decision) => {
    expect(decideHold(again, known, bothAccounts(), theRate, theHour)).toEqual({ decision, changes: {} });
  });

  it.each([
    ['seller', { seller: theBuyer }],
    ['buyer', { buyer: theSeller }],
    ['energy', { energyWh: wattHours(2) }],
    ['price', { priceCentsPerMWh: centsPerMWh(-5000) }],
  ])('has other content where the %s differs', (_, difference) => {
    const { decision } = decideHold(anAskForFunds(difference), fundsOf(ask), bothAccounts(), theRate, theHour);
    expect(decision).toEqual(refused('same id, different content'));
  });
});
