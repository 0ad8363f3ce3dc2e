import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { branchGauges, BranchRecovery, startUpFaults } from '#libs/two-phase-branch';
import { waitUntil } from '../../local/wait-until.js';
import { inDatabase } from '../support/database.js';
import { aGid, aPrepare, Bank, decision } from './bank-branch.js';
import { killedOnce, lostOnce } from './faulty-pool.js';

let bank: Bank;
beforeAll(async () => {
  bank = await Bank.start(5);
}, 60_000);
afterAll(() => bank.end());
beforeEach(() => bank.reset());

const soon = (look: () => Promise<true | undefined>) =>
  waitUntil(look, { everyMs: 10, withinMs: 5_000, otherwise: () => 'it did not come' });

describe('a backend that is killed', () => {
  it.each([
    ...['branch-open', 'BEGIN', 'branch-marker', 'account-lock', 'account-save', 'PREPARE TRANSACTION'],
    ...['branch-votes', 'COMMIT'],
  ])('around %s of a prepare, before it and after it, costs one more try', async (step) => {
    for (const when of ['before', 'after'] as const) {
      await bank.reset();
      const pool = killedOnce(bank.pool, step, when);
      const message = aPrepare(aGid(), 'a>b 30');
      await bank.branches({ pool }).prepare(message);
      expect([pool.fired(), await bank.prepared()]).toEqual([true, [`${message.gid}/bank`]]);
      expect(new Set(await bank.words())).toEqual(new Set(['votes yes']));
      await bank.branches().decide([decision('commit', message.gid)]);
      expect([await bank.words(), await bank.cents('a', 'b')]).toEqual([['acknowledges committed'], [70, 130]]);
    }
  });

  it.each([
    ['commit', 'COMMIT PREPARED', 70],
    ['commit', 'branch-legs', 70],
    ['commit', 'branches-delete', 70],
    ['abort', 'ROLLBACK PREPARED', 100],
    ['abort', 'branch-tombstones', 100],
    ['abort', 'outbox-append', 100],
    ['abort', 'COMMIT', 100],
  ] as const)('around the %s at %s, before it and after it, changes nothing of the end', async (told, step, cents) => {
    for (const when of ['before', 'after'] as const) {
      await bank.reset();
      const pool = killedOnce(bank.pool, step, when);
      const { gid } = await bank.bring('prepared');
      await bank.branches({ pool }).decide([decision(told, gid)]);
      await soon(async () => ((await bank.branchRows()).length === 0 ? true : undefined));
      const ended = told === 'commit' ? 'committed' : 'aborted';
      expect(new Set(await bank.words())).toEqual(new Set([`acknowledges ${ended}`]));
      expect([pool.fired(), await bank.outcomes()]).toEqual([true, [{ outcome: ended }]]);
      expect([await bank.prepared(), await bank.cents('a')]).toEqual([[], [cents]]);
    }
  });
});

describe('an answer that is lost', () => {
  it.each(['PREPARE TRANSACTION', 'branch-open', 'COMMIT'])('of %s is found out', async (step) => {
    const message = aPrepare(aGid(), 'a>b 30');
    await bank.branches({ pool: lostOnce(bank.pool, step) }).prepare(message);
    expect(await bank.prepared()).toEqual([`${message.gid}/bank`]);
    expect(new Set(await bank.words())).toEqual(new Set(['votes yes']));
  });

  it.each([
    ['commit', 'COMMIT PREPARED', 'acknowledges committed'],
    ['abort', 'ROLLBACK PREPARED', 'acknowledges aborted'],
  ] as const)('of the %s leads to the marker or the tombstone', async (told, step, says) => {
    const { gid } = await bank.bring('prepared');
    await bank.branches({ pool: lostOnce(bank.pool, step) }).decide([decision(told, gid)]);
    await soon(async () => ((await bank.branchRows()).length === 0 ? true : undefined));
    expect(await bank.words()).toEqual([says]);
  });
});

describe('the recovery', () => {
  const aged = (seconds: number) =>
    bank.pool.query(
      `UPDATE branch SET vote = NULL, voted_at = NULL, since = clock_timestamp() - make_interval(secs => $1)`,
      [seconds],
    );
  const recovery = () => new BranchRecovery(bank.parts());

  it.each([
    ['votes for a branch that was prepared and did not come to vote', 2, 'votes yes'],
    ['asks about one that is older than five seconds', 6, 'asks'],
  ])('%s', async (_, seconds, says) => {
    const { gid } = await bank.bring('prepared');
    await aged(seconds);
    await recovery().recover();
    expect([await bank.words(), await bank.prepared()]).toEqual([[says], [`${gid}/bank`]]);
    expect(await bank.rows('SELECT vote FROM branch')).toEqual([{ vote: { vote: 'yes' } }]);
  });

  it('says nothing of a young branch, and of one that is not prepared only after five seconds', async () => {
    await bank.bring('prepared');
    await recovery().recover();
    expect(await bank.words()).toEqual([]);
    await bank.pool.query(`ROLLBACK PREPARED '${(await bank.prepared())[0]}'`);
    await aged(2);
    await recovery().recover();
    expect(await bank.words()).toEqual([]);
    await aged(6);
    await recovery().recover();
    expect(await bank.words()).toEqual(['asks']);
  });

  it('repeats a vote after a second, and not at every look', async () => {
    await bank.branches().prepare(aPrepare(aGid(), 'a>b 200'));
    await bank.said();
    await bank.pool.query(`UPDATE branch SET voted_at = clock_timestamp() - interval '2 s'`);
    for (const one of [recovery(), recovery()]) await one.recover();
    expect(await bank.said()).toMatchObject([{ vote: 'refused', refused: [{ because: { reason: 'not enough' } }] }]);
  });

  it('asks about outcomes of the day before, and forgets them one retention after the answer', async () => {
    const { gid } = await bank.bring('committed');
    const ago = (column: string, hours: number) =>
      bank.pool.query(`UPDATE branch_outcome SET ${column} = clock_timestamp() - make_interval(hours => ${hours})
                       WHERE ${column} IS NOT NULL`);
    const one = recovery();
    await one.recover();
    expect(await bank.words()).toEqual([]);
    await ago('at', 25);
    await one.recover();
    expect(await bank.words()).toEqual(['asks']);
    await bank.branches().decide([decision('unknown', gid)]);
    await ago('unknown_at', 24 * 9 - 1);
    await one.recover();
    expect(await bank.outcomes()).toHaveLength(1);
    await ago('unknown_at', 24 * 9 + 1);
    await one.recover();
    expect([await bank.outcomes(), await bank.words()]).toEqual([[], []]);
  });

  describe('of a prepared transaction that no branch knows', () => {
    afterEach(() => bank.pool.query(`ROLLBACK PREPARED 'elsewhere/bank'`));

    it('tells once, and touches it never', async () => {
      const client = await bank.pool.connect();
      await client.query(`BEGIN; DELETE FROM account WHERE id = 'z'; PREPARE TRANSACTION 'elsewhere/bank'`);
      client.release();
      const one = recovery();
      for (let looks = 0; looks < 4; looks += 1) await one.recover();
      expect(bank.troubles).toEqual([{ error: 'elsewhere/bank', what: 'a prepared transaction belongs to no branch' }]);
      expect(await bank.prepared()).toEqual(['elsewhere/bank']);
    });
  });
});

describe('the gauges', () => {
  it('tell of branches in doubt, commands that wait, and strays', async () => {
    const { gid } = await bank.bring('prepared');
    await bank.branches().prepare(aPrepare(aGid(), 'c>d 200'));
    await bank.pool.query(`INSERT INTO waiting (command, gid, body) VALUES ('1', $1, '{}')`, [gid]);
    const read = async (): Promise<number[]> => {
      const values = [];
      for (const { text } of branchGauges('bank'))
        values.push(Math.floor(Number((await bank.rows(text))[0]?.['value'])));
      return values;
    };
    expect(await read()).toEqual([1, 0, 1, expect.any(Number), 0]);
    await bank.pool.query('DELETE FROM branch');
    expect(await read()).toEqual([0, 0, 1, expect.any(Number), 1]);
  });
});

describe('a start', () => {
  it('is refused, in a sentence each, without fsync, without synchronous commits and for what another role prepared', async () => {
    expect(await startUpFaults(bank.pool, 'bank')).toEqual([
      'fsync is off, so that a decision may be lost: set it to on.',
      'synchronous_commit is off, so that a decision may be lost: set it to on for the role trading.',
    ]);
    const asSuperuser = bank.postgres.superuserUrl.replace(/\/postgres$/, '/trading');
    await inDatabase(asSuperuser, `BEGIN; CREATE TABLE foreigner (); PREPARE TRANSACTION 'x/bank'`);
    const faults = await startUpFaults(bank.pool, 'bank');
    await inDatabase(asSuperuser, `ROLLBACK PREPARED 'x/bank'`);
    expect(faults[2]).toMatch(/^1 prepared transactions of bank belong to the role \w+, and only it can end them/);
  });
});
