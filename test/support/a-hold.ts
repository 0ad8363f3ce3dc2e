import { type Instant, instant } from '#libs/market';
import { centsPerMWh, milliCentsPerMWh, money, wattHours } from '#libs/units';
import type { Account } from '../../apps/settlement/src/account/account.js';
import { platformAccounts } from '../../apps/settlement/src/account/platform-account.js';
import type { HoldFunds } from '../../apps/settlement/src/hold/decide-hold.js';
import { fundingOf } from '../../apps/settlement/src/hold/funding.js';
import type { Funds, Hold } from '../../apps/settlement/src/hold/hold.js';
import type { Changes } from '../../apps/settlement/src/hold/ruling.js';
import { type Transfer, transferKey } from '../../apps/settlement/src/ledger/transfer.js';

/** Ids of the shape of EICs; rules of money do not look into them. */
export const theSeller = '99XSELLER------Q';
export const theBuyer = '99XBUYER-------P';

export const theTrade = '0198c0de-0000-7000-8000-00000000000a';
export const theHour: Instant = instant(Date.UTC(2026, 3, 30, 10));

/** 11.25 ct/MWh. */
export const theRate = milliCentsPerMWh(11_250);

export const eur = (whole: number): Account['posted'] => money(BigInt(whole) * 100_000_000n);

/** A party's account with 100 euro and no credit. */
export const anAccount = (other: Partial<Account> = {}): Account => ({
  id: theBuyer,
  kind: 'party',
  posted: eur(100),
  held: money(0n),
  creditLimit: money(0n),
  frozen: false,
  frozenBecause: null,
  overdrawnByLimit: money(0n),
  sequence: 1,
  ...other,
});

/** Whom an ask may touch, the seller with nothing but 100 euro as well. */
export const accountsOf = (...accounts: Account[]): Map<string, Account> =>
  new Map(accounts.map((account) => [account.id, account]));

export const bothAccounts = (): Map<string, Account> => accountsOf(anAccount({ id: theSeller }), anAccount());

/** 1 MWh at 50 euro. */
export const anAskForFunds = (other: Partial<HoldFunds> = {}): HoldFunds => ({
  id: theTrade,
  seller: theSeller,
  buyer: theBuyer,
  energyWh: wattHours(1_000_000),
  priceCentsPerMWh: centsPerMWh(5000),
  ...other,
});

/** The row that an ask leaves when it is accepted. */
export const fundsOf = (ask: HoldFunds, state: Funds['state'] = 'held'): Funds & { id: string; since: Instant } => ({
  ...ask,
  state,
  ...fundingOf(ask, theRate),
  since: theHour,
});

/** Everything that a service keeps, in memory. */
export class Books {
  readonly accounts: Map<string, Account>;
  readonly holds = new Map<string, Hold>();
  readonly transfers = new Map<string, Transfer>();

  constructor(...accounts: Account[]) {
    this.accounts = accountsOf(...accounts);
  }

  /** Throws where a transfer is written twice. */
  put({ hold, accounts = [], transfers = [] }: Changes): void {
    if (hold) this.holds.set(hold.id, hold);
    for (const account of accounts) this.accounts.set(account.id, account);
    for (const transfer of transfers) {
      const key = transferKey(transfer);
      if (this.transfers.has(key)) throw new Error(`the transfer ${key} is there already`);
      this.transfers.set(key, transfer);
    }
  }

  /** What the transfers say an account has. */
  folded(account: string): bigint {
    return [...this.transfers.values()].reduce(
      (sum, { debit, credit, amount }) => sum + (credit === account ? amount : 0n) - (debit === account ? amount : 0n),
      0n,
    );
  }

  /** The sum over all accounts, the platform's folded. */
  total(): bigint {
    const parties = [...this.accounts.values()].reduce((sum, { posted }) => sum + posted, 0n);
    return Object.values(platformAccounts).reduce((sum, name) => sum + this.folded(name), parties);
  }
}
