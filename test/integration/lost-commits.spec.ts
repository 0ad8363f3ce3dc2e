import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Work } from '#libs/messaging';
import { Bank, type BankState } from './bank-branch.js';
import { faultyPool, killedOnce, lostOnce } from './faulty-pool.js';

let bank: Bank;
beforeAll(async () => {
  bank = await Bank.start(8);
}, 60_000);
afterAll(() => bank.end());
beforeEach(() => bank.reset());

/** Nothing tells a repeat of this from another one: only the mark of its group. */
const takeTen: Work<'account', BankState, string, number> = {
  name: 'take ten',
  touches: (id) => ({ account: [id] }),
  decide({ accounts }, id) {
    const account = accounts.get(id);
    if (!account) throw new Error(`no account ${id}`);
    const cents = account.cents - 10;
    accounts.put({ ...account, cents });
    return { answer: cents, send: [] };
  },
};

describe('a request whose transaction was committed and whose connection ended before it heard of it', () => {
  it.each([
    ['the answer is lost', () => lostOnce(bank.pool, 'COMMIT')],
    ['the connection ends behind it', () => killedOnce(bank.pool, 'COMMIT', 'after')],
  ])('is done once, and answered, where %s', async (_, pool) => {
    const { groups } = bank.shell(pool());
    expect(await groups.submit(takeTen, 'a')).toBe(90);
    expect(await bank.cents('a')).toEqual([90]);
  });

  it('has the relay kicked for what it said', async () => {
    const { shell, groups } = bank.shell(lostOnce(bank.pool, 'COMMIT'));
    let kicks = 0;
    shell.onCommit(() => {
      kicks += 1;
    });
    expect(await groups.submit(takeTen, 'a')).toBe(90);
    expect(kicks).toBe(1);
  });

  it('is found out when the server, which was away, is back', async () => {
    const away = lostOnce(bank.pool, 'COMMIT');
    let refusals = 5;
    const connect = async () => {
      if (refusals < 5 && refusals > 0) {
        refusals -= 1;
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      }
      refusals -= 1;
      return away.connect();
    };
    const { groups } = bank.shell({ connect } as never);
    expect(await groups.submit(takeTen, 'a')).toBe(90);
    expect(refusals).toBeLessThanOrEqual(0);
    expect(await bank.cents('a')).toEqual([90]);
  });
});

/** The connection is lost at once, and its COMMIT carried out by and by. */
function carriedOutLater(pool: Bank['pool']) {
  let lost = false;
  return faultyPool(pool, async (statement, next, client) => {
    if (lost || statement !== 'COMMIT') return next();
    lost = true;
    client.query('SELECT pg_sleep(0.4); COMMIT').catch(() => undefined);
    throw new Error('Connection terminated unexpectedly');
  });
}

describe('requests whose COMMIT is still under way when they are tried again', () => {
  it('wait for it, and are done once', async () => {
    const { groups } = bank.shell(carriedOutLater(bank.pool));
    const answers = await Promise.all(['a', 'a', 'b'].map((id) => groups.submit(takeTen, id)));
    expect(answers).toEqual([90, 80, 90]);
    expect(await bank.cents('a', 'b')).toEqual([80, 90]);
  });
});

describe('a request that knows its repeats by itself', () => {
  it('gets no mark', async () => {
    const { groups } = bank.shell();
    const before = await bank.rows('SELECT parcel FROM inbox');
    expect(await groups.submit({ ...takeTen, knowsRepeats: true }, 'a')).toBe(90);
    expect(await bank.rows('SELECT parcel FROM inbox')).toEqual(before);
  });
});

describe('a request whose connection ended before its transaction was committed', () => {
  it.each(['inbox-take', 'account-aside', 'COMMIT'])('is tried again, and done once: %s', async (statement) => {
    const pool = killedOnce(bank.pool, statement, 'before');
    const { groups } = bank.shell(pool);
    expect(await groups.submit(takeTen, 'a')).toBe(90);
    expect([pool.fired(), await bank.cents('a')]).toEqual([true, [90]]);
  });
});
