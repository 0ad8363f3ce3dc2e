import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../local/wait-until.js';
import { aGid, aPrepare, Bank, decision } from './bank-branch.js';
import { faultyPool } from './faulty-pool.js';

const mostPrepared = 5;
let bank: Bank;
beforeAll(async () => {
  bank = await Bank.start(mostPrepared);
}, 60_000);
afterAll(() => bank.end());
beforeEach(() => bank.reset());

const soon = (look: () => Promise<true | undefined>) =>
  waitUntil(look, { everyMs: 10, withinMs: 5_000, otherwise: () => 'it did not come' });

describe('a branch', () => {
  it.each([
    // told, state: what it says, whether it is prepared then, its outcome, whether its row stays, and what a has
    ['prepare', 'none', 'votes yes', true, undefined, true, 100],
    ['prepare', 'prepared', 'votes yes', true, undefined, true, 100],
    ['prepare', 'committed', 'acknowledges committed', false, 'committed', false, 70],
    ['prepare', 'tombstone', 'votes busy', false, 'aborted', false, 100],
    ['commit', 'none', 'acknowledges mixed', false, 'aborted', false, 100],
    ['commit', 'prepared', 'acknowledges committed', false, 'committed', false, 70],
    ['commit', 'committed', 'acknowledges committed', false, 'committed', false, 70],
    ['commit', 'tombstone', 'acknowledges mixed', false, 'aborted', false, 100],
    ['abort', 'none', 'acknowledges aborted', false, 'aborted', false, 100],
    ['abort', 'prepared', 'acknowledges aborted', false, 'aborted', false, 100],
    ['abort', 'committed', 'acknowledges mixed', false, 'committed', false, 70],
    ['abort', 'tombstone', 'acknowledges aborted', false, 'aborted', false, 100],
    ['unknown', 'none', undefined, false, 'aborted', false, 100],
    ['unknown', 'prepared', undefined, false, 'aborted', false, 100],
    ['unknown', 'committed', undefined, false, 'committed', false, 70],
    ['unknown', 'tombstone', undefined, false, 'aborted', false, 100],
  ] as const)('told %s when it is %s %s', async (told, state, says, prepared, outcome, row, cents) => {
    const message = await bank.bring(state);
    if (told === 'prepare') await bank.branches().prepare(message);
    else await bank.branches().decide([decision(told, message.gid)]);
    expect(await bank.words()).toEqual(says === undefined ? [] : [says]);
    expect(await bank.prepared()).toEqual(prepared ? [`${message.gid}/bank`] : []);
    expect(await bank.outcomes()).toEqual(outcome === undefined ? [] : [{ outcome }]);
    expect(await bank.branchRows()).toEqual(row ? [{ gid: message.gid }] : []);
    expect(await bank.cents('a', 'b')).toEqual([cents, 200 - cents]);
    expect(bank.troubles).toEqual([]);
  });

  it('names the legs of an abort that overtook its prepare, each time it is told', async () => {
    const message = await bank.bring('none');
    const legs = message.legs.map(({ id }) => id);
    const abort = decision('abort', message.gid, legs);
    const branches = bank.branches();
    await branches.decide([abort]);
    await branches.decide([abort]);
    await branches.prepare(message);
    const common = { key: message.gid, gid: message.gid, participant: 'bank', legs };
    expect(await bank.said()).toEqual([
      { type: 'two-phase.acknowledged.v1', ...common, as: 'aborted' },
      { type: 'two-phase.acknowledged.v1', ...common, as: 'aborted' },
      { type: 'two-phase.vote.v1', ...common, vote: 'busy', because: { reason: 'aborted' } },
    ]);
  });

  it('names its legs in every word, also when its row has gone', async () => {
    const message = await bank.bring('none');
    const legs = message.legs.map(({ id }) => id);
    const branches = bank.branches();
    await branches.prepare(message);
    await branches.decide([decision('commit', message.gid)]);
    await branches.decide([decision('commit', message.gid)]);
    const common = { key: message.gid, gid: message.gid, participant: 'bank', legs };
    expect(await bank.said()).toEqual([
      { type: 'two-phase.vote.v1', ...common, vote: 'yes' },
      { type: 'two-phase.acknowledged.v1', ...common, as: 'committed' },
      { type: 'two-phase.acknowledged.v1', ...common, as: 'committed' },
    ]);
  });

  it('names all refused legs and those it cannot read, and holds nothing', async () => {
    const message = aPrepare(aGid(), 'a>b 200', 'c>d 50', 'b>e 150', 'e>f 150');
    const unreadable = { id: '00000000-0000-4000-8000-00000000abcd', body: {} };
    await bank.branches().prepare({ ...message, legs: [...message.legs, unreadable] });
    const [first, , third, fourth] = message.legs;
    expect(await bank.said()).toMatchObject([
      {
        vote: 'refused',
        refused: [
          { id: unreadable.id, because: { reason: 'could not be read' } },
          { id: first?.id, because: { reason: 'not enough', missingCents: 100 } },
          { id: third?.id, because: { reason: 'not enough', missingCents: 50 } },
          { id: fourth?.id, because: { reason: 'not enough', missingCents: 50 } },
        ],
      },
    ]);
    expect([await bank.prepared(), await bank.outcomes(), await bank.cents('c', 'd')]).toEqual([[], [], [100, 100]]);
  });

  it('says what its legs send with the commit, and not before', async () => {
    const { legs } = bank.parts();
    const message = { kind: 'internal', topic: 'told.v1', message: { type: 'paid', key: 'a' } } as const;
    const telling: typeof legs = {
      read(id, body) {
        const leg = legs.read(id, body);
        return { ...leg, decide: (...all) => ({ ...leg.decide(...all), answer: 'accepted', send: [message] }) };
      },
    };
    const [kept, gone] = [aPrepare(aGid(), 'a>b 1'), aPrepare(aGid(), 'c>d 1')];
    const branches = bank.branches({ legs: telling });
    for (const one of [kept, gone]) await branches.prepare(one);
    expect((await bank.said()).map(({ type }) => type)).toEqual(['two-phase.vote.v1', 'two-phase.vote.v1']);
    await branches.decide([decision('abort', gone.gid)]);
    await bank.said();
    await branches.decide([decision('commit', kept.gid)]);
    expect((await bank.said<{ type: string }>()).map(({ type }) => type)).toEqual([
      'paid',
      'two-phase.acknowledged.v1',
    ]);
  });

  it('decides each leg on what the legs before it leave', async () => {
    const message = aPrepare(aGid(), 'a>b 100', 'b>c 200', 'c>d 300');
    const branches = bank.branches();
    await branches.prepare(message);
    await branches.decide([decision('commit', message.gid)]);
    expect(await bank.words()).toEqual(['votes yes', 'acknowledges committed']);
    expect(await bank.cents('a', 'b', 'c', 'd')).toEqual([0, 0, 0, 400]);
  });

  it('votes against, the same again, when it is told twice', async () => {
    const message = aPrepare(aGid(), 'a>b 200');
    const branches = bank.branches();
    await branches.prepare(message);
    await bank.pool.query("UPDATE account SET cents = 500 WHERE id = 'a'");
    await branches.prepare(message);
    expect(await bank.words()).toEqual(['votes refused', 'votes refused']);
  });

  it('votes against every leg when the database refuses what they do', async () => {
    await bank.pool.query("UPDATE account SET cents = 999999 WHERE id = 'b'");
    await bank.branches().prepare(aPrepare(aGid(), 'a>b 10'));
    expect(await bank.said()).toMatchObject([
      { vote: 'refused', refused: [{ because: { reason: 'could not be written' } }] },
    ]);
    expect(bank.troubles).toHaveLength(1);
  });

  it('votes busy when its rows are locked for longer than it waits', async () => {
    const locker = await bank.pool.connect();
    await locker.query("BEGIN; SELECT FROM account WHERE id = 'b' FOR UPDATE");
    await bank.branches().prepare(aPrepare(aGid(), 'a>b 10'));
    await locker.query('ROLLBACK');
    locker.release();
    expect(await bank.said()).toMatchObject([{ vote: 'busy', because: { reason: 'rows are locked' } }]);
    expect([await bank.prepared(), await bank.outcomes()]).toEqual([[], []]);
  });

  it('votes busy when PostgreSQL can prepare no more', async () => {
    const branches = bank.branches();
    const pairs = ['a>b 1', 'c>d 1', 'e>f 1', 'g>h 1', 'i>j 1', 'k>l 1'];
    for (const pair of pairs) await branches.prepare(aPrepare(aGid(), pair));
    expect(await bank.words()).toEqual([...Array<string>(mostPrepared).fill('votes yes'), 'votes busy']);
  });

  it('is prepared once when it is told twice at the same time', async () => {
    const message = aPrepare(aGid(), 'a>b 30');
    await Promise.all([bank.branches().prepare(message), bank.branches().prepare(message)]);
    expect(await bank.prepared()).toHaveLength(1);
    expect(await bank.words()).toEqual(['votes yes', 'votes yes']);
  });

  it('does not vote yes when PREPARE TRANSACTION answers ROLLBACK', async () => {
    let tries = 0;
    const pool = faultyPool(bank.pool, async (statement, next, client) => {
      const answer = await next();
      // The transaction fails, and nobody hears of it.
      if (statement === 'account-save') await client.query('SELECT 1 / 0').catch(() => undefined);
      return answer;
    });
    const abandoned = (): boolean => (tries += 1) > 2;
    await bank.branches({ pool }).prepare(aPrepare(aGid(), 'a>b 30'), abandoned);
    expect([await bank.words(), await bank.prepared()]).toEqual([[], []]);
    expect(bank.troubles.map(({ error }) => String(error))).toEqual(Array(2).fill('Error: PREPARE answered ROLLBACK'));
  });
});

describe('votes that come together', () => {
  const messages = () => ['a>b 30', 'c>d 200', 'e>f 30', 'g>h 200'].map((payment) => aPrepare(aGid(), payment));

  /** All branches get to their votes at the same moment; `voting` is what happens to the statement that keeps them. */
  const together = (count: number, voting: (times: number) => void) => {
    let [missing, times] = [count, 0];
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return faultyPool(bank.pool, async (statement, next) => {
      if (statement === 'branch-votes') voting((times += 1));
      const answer = await next();
      if (!/^(PREPARE TRANSACTION|ROLLBACK)/.test(statement)) return answer;
      if ((missing -= 1) === 0) goOn();
      return held.then(() => answer);
    });
  };
  const keptBy = async (gids: readonly string[]) => {
    const rows = await bank.rows('SELECT gid, vote FROM branch');
    return gids.map((of) => rows.find(({ gid }) => gid === of)?.['vote']);
  };

  it('are kept each for its own branch, in one transaction', async () => {
    let times = 0;
    const all = messages();
    const branches = bank.branches({ pool: together(all.length, () => (times += 1)) });
    await Promise.all(all.map((message) => branches.prepare(message)));
    expect(times).toBe(1);
    const refused = (at: number) => [
      { id: all[at]?.legs[0]?.id, because: { reason: 'not enough', missingCents: 100 } },
    ];
    expect(await keptBy(all.map(({ gid }) => gid))).toEqual([
      { vote: 'yes' },
      { vote: 'refused', legs: refused(1) },
      { vote: 'yes' },
      { vote: 'refused', legs: refused(3) },
    ]);
    const said = (await bank.said()).flatMap((one) => (one.type === 'two-phase.vote.v1' ? [[one.gid, one.vote]] : []));
    const voted = ['yes', 'refused', 'yes', 'refused'];
    expect(new Map(said as [string, string][])).toEqual(new Map(all.map(({ gid }, at) => [gid, voted[at]])));
  });

  it('are all tried again when the connection that they share is lost', async () => {
    const all = messages();
    const lost = (times: number): void => {
      if (times === 1) throw new Error('Connection terminated unexpectedly');
    };
    const branches = bank.branches({ pool: together(all.length, lost) });
    await Promise.all(all.map((message) => branches.prepare(message)));
    expect((await bank.words()).sort()).toEqual(['votes refused', 'votes refused', 'votes yes', 'votes yes']);
    expect(bank.troubles.map(({ what }) => what)).toEqual(Array(all.length).fill('a prepare is tried again'));
    expect(await bank.prepared()).toHaveLength(2);
  });
});

describe('an abort that overtakes its prepare', () => {
  it('goes behind the other decisions, and leaves nothing prepared', async () => {
    const [late, other] = [aPrepare(aGid(), 'a>b 30'), aPrepare(aGid(), 'c>d 30')];
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { store } = bank.parts();
    const slow = { ...store, load: (...all: Parameters<typeof store.load>) => held.then(() => store.load(...all)) };
    const branches = bank.branches();
    await branches.prepare(other);
    const running = bank.branches({ store: slow }).prepare(late);
    try {
      // It has written its marker, and read the clock behind it.
      const began = `SELECT FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE '%AS wall%'`;
      await soon(async () => ((await bank.rows(began)).length === 1 ? true : undefined));
      await bank.said();
      const startedAt = performance.now();
      await branches.decide([decision('abort', late.gid), decision('commit', other.gid)]);
      expect(await bank.words()).toEqual(['acknowledges committed']);
      // Far less than a wait for a row.
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    } finally {
      goOn();
    }
    await running;
    await soon(async () => ((await bank.outcomes()).length === 2 ? true : undefined));
    expect([await bank.prepared(), await bank.branchRows()]).toEqual([[], []]);
    expect(await bank.words()).toEqual(['votes yes', 'acknowledges aborted']);
    expect(await bank.cents('a', 'b', 'c', 'd')).toEqual([100, 100, 70, 130]);
    expect(bank.troubles).toEqual([]);
  });
});

describe('what somebody did by hand', () => {
  it('is reported as mixed by the commit that finds nothing, and the named rows are handed over', async () => {
    const { gid } = await bank.bring('prepared');
    await bank.pool.query(`ROLLBACK PREPARED '${gid}/bank'`);
    const branches = bank.branches();
    await branches.decide([decision('commit', gid)]);
    expect(await bank.words()).toEqual(['acknowledges mixed']);
    await branches.decide([decision('mixed', gid, ['a', 'b'])]);
    expect(bank.mixed).toEqual([{ gid, keys: ['a', 'b'] }]);
  });

  it('is tried again until the rows are taken over', async () => {
    let fails = 2;
    const onMixed = async (gid: string): Promise<void> => {
      if ((fails -= 1) >= 0) throw new Error('not now');
      bank.mixed.push(gid);
    };
    await bank.branches({ onMixed }).decide([decision('mixed', 'some-gid', ['a'])]);
    await soon(async () => (bank.mixed.length > 0 ? true : undefined));
    expect(bank.troubles.map(({ what }) => what)).toEqual(Array(2).fill('a mixed transaction is noted again'));
  });
});
