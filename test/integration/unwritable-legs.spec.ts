import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aGid, aPrepare, Bank } from './bank-branch.js';
import { faultyPool } from './faulty-pool.js';

let bank: Bank;
beforeAll(async () => {
  bank = await Bank.start(5);
}, 60_000);
afterAll(() => bank.end());
beforeEach(async () => {
  await bank.reset();
  // The table takes less than a million.
  await bank.pool.query("UPDATE account SET cents = 999950 WHERE id IN ('y', 'z')");
});

const notWritten = { reason: 'could not be written' };
const written = (count: number) => Array<string>(count).fill('a leg could not be written');

describe('legs that the database refuses', () => {
  it.each([
    ['the only one', ['a>z 60'], [0]],
    ['one of several', ['a>b 10', 'c>z 60', 'd>e 10', 'f>g 10'], [1]],
    ['more than one', ['a>z 60', 'a>b 10', 'c>d 10', 'e>y 60', 'f>g 1'], [0, 3]],
    ['the one that those before leave no room', ['a>z 30', 'b>z 30', 'c>z 10'], [1]],
  ])('cost the others nothing: %s', async (_, payments, offenders) => {
    const message = aPrepare(aGid(), ...payments);
    await bank.branches().prepare(message);
    const refused = offenders.map((index) => ({ id: message.legs[index]?.id, because: notWritten }));
    const said = await bank.said();
    expect(said).toMatchObject([{ vote: 'refused', legs: message.legs.map(({ id }) => id) }]);
    // The reason alone: what PostgreSQL says is for the log.
    expect((said as unknown as { refused: unknown }[])[0]?.refused).toEqual(refused);
    expect(bank.troubles.map(({ what }) => what)).toEqual(written(offenders.length));
    expect(String(bank.troubles[0]?.error)).toContain('account_cents_check');
    expect([await bank.prepared(), await bank.outcomes()]).toEqual([[], []]);
  });

  it('leave others that are prepared in the next round', async () => {
    const message = aPrepare(aGid(), 'a>b 10', 'c>z 60', 'd>e 10');
    const branches = bank.branches();
    await branches.prepare(message);
    await branches.prepare({ ...message, gid: aGid(), legs: message.legs.filter((_, index) => index !== 1) });
    expect(await bank.words()).toEqual(['votes refused', 'votes yes']);
  });

  it('are looked for again where rows are locked meanwhile', async () => {
    const locker = await bank.pool.connect();
    let loads = 0;
    const pool = faultyPool(bank.pool, async (statement, next) => {
      // The first is the branch itself, the second its rehearsal.
      if (statement === 'account-lock' && (loads += 1) === 2)
        await locker.query("BEGIN; SELECT FROM account WHERE id = 'z' FOR UPDATE");
      return next();
    });
    const message = aPrepare(aGid(), 'a>b 10', 'c>z 60');
    await bank.branches({ pool }).prepare(message);
    await locker.query('ROLLBACK');
    locker.release();
    expect(bank.troubles.map(({ what }) => what)).toEqual(['what could not be written is looked for again']);
    expect(await bank.words()).toEqual(['votes busy']);
    await bank.branches().prepare({ ...message, gid: aGid() });
    expect(await bank.said()).toMatchObject([{ vote: 'refused', refused: [{ because: notWritten }] }]);
  });

  it('are all of them where none is at fault alone', async () => {
    const failure = Object.assign(new Error('no such table'), { code: '42P01' });
    const pool = faultyPool(bank.pool, async (statement, next) => {
      if (statement === 'account-lock') throw failure;
      return next();
    });
    const message = aPrepare(aGid(), 'a>b 10', 'c>d 60');
    await bank.branches({ pool }).prepare(message);
    expect(await bank.said()).toMatchObject([
      { vote: 'refused', refused: message.legs.map(({ id }) => ({ id, because: notWritten })) },
    ]);
    expect(bank.troubles).toEqual([{ error: failure, what: 'legs could not be written' }]);
  });

  it('are none where the rows have changed meanwhile', async () => {
    const pool = faultyPool(bank.pool, async (statement, next, client) => {
      if (statement === 'ROLLBACK') {
        const answer = await next();
        await client.query("UPDATE account SET cents = 0 WHERE id = 'z'");
        return answer;
      }
      return next();
    });
    await bank.branches({ pool }).prepare(aPrepare(aGid(), 'a>b 10', 'c>z 60'));
    expect(await bank.words()).toEqual(['votes yes']);
    expect(bank.troubles.map(({ what }) => what)).toEqual(['a prepare is tried again']);
  });
});
