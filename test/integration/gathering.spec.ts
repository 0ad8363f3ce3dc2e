import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool, type PoolConfig } from 'pg';
import type { QueryRunner } from 'typeorm';
import { auditTable } from '#libs/messaging';
import { DueTransactions } from '../../apps/trading/src/store/due-transactions.js';
import { endedTransactions } from '../../apps/trading/src/store/ended-transactions.js';
import { Forgetting } from '../../apps/trading/src/store/forgetting.js';
import { GlobalTransactionReader } from '../../apps/trading/src/store/global-transaction.reader.js';
import { Ground1764000000000 } from '../../apps/trading/src/store/migrations/1764000000000-ground.js';
import { Proposals1795305600000 } from '../../apps/trading/src/store/migrations/1795305600000-proposals.js';
import { Backlog1795478400000 } from '../../apps/trading/src/store/migrations/1795478400000-backlog.js';
import { TwoPhase1795564800000 } from '../../apps/trading/src/store/migrations/1795564800000-two-phase.js';
import { releaseOfEnded } from '../../apps/trading/src/store/pending-trades.reader.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { waitUntil } from '../../local/wait-until.js';
import { freshCode } from '../support/fresh-code.js';
import { TradingInstance } from '../support/trading-instance.js';

let folder: string;
let postgres: LocalPostgres;
let pool: Pool;
let trading: TradingInstance;
let others: readonly TradingInstance[];

const migrations = [Ground1764000000000, Proposals1795305600000, Backlog1795478400000, TwoPhase1795564800000];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-gathering-'));
  const [port] = (await freePorts(1)) as [number];
  const log = join(folder, 'postgres.log');
  postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), port, log, durable: false });
  pool = new Pool({ connectionString: postgres.urlOf('trading'), max: 12, pipeline: true } as PoolConfig);
  pool.on('error', () => undefined);
  const runner = { query: (text: string) => pool.query(text) } as unknown as QueryRunner;
  await pool.query(auditTable);
  for (const Migration of migrations) await new Migration().up(runner);
  [trading, ...others] = (await Promise.all([1, 2, 3].map(() => new TradingInstance(pool).start()))) as [
    TradingInstance,
    ...TradingInstance[],
  ];
}, 120_000);
afterEach(() => pool.query('TRUNCATE saga, trade, global_transaction, two_phase_pending'));
afterAll(async () => {
  await pool.end();
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

const parties = Array.from({ length: 8 }, () => freshCode('X'));
const freshTrade = '01a1fb8d-1086-76c1-88df-dff055649abc';
const party = (at: number) => parties[at % parties.length] as (typeof parties)[number];

const rows = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await pool.query(text, values)).rows as Row[];
const transactions = () =>
  rows<{ gid: string; state: string; chain: string; predecessor: string | null; keys: string[]; legs: [string][] }>(
    'SELECT gid, state, chain, predecessor, keys, legs FROM global_transaction ORDER BY gid',
  );
const waitsFor = async (): Promise<readonly (string | null)[]> =>
  (await rows<{ waits_for: string | null }>('SELECT waits_for FROM two_phase_pending')).map((row) => row.waits_for);

/** One trade is prepared, and another one between the same parties waits behind it. */
async function oneBehindAnother(): Promise<{ gid: string; first: string; second: string }> {
  const first = await trading.starts({});
  await trading.gathers();
  const second = await trading.starts({});
  await trading.gathers();
  const [{ gid } = { gid: '' }] = await transactions();
  expect(await waitsFor()).toEqual([gid]);
  return { gid, first, second };
}

describe('gathering', () => {
  it('by several instances at once takes every trade once, and no key into two that are open', async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, (_, at) => trading.starts({ seller: party(at), buyer: party(at + 1 + (at % 3)) })),
    );
    await Promise.all([trading, ...others, trading, ...others].map((instance) => instance.gathers()));
    const open = await transactions();
    expect(open.length).toBeGreaterThan(1);
    const keys = open.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
    const pending = await rows<{ trade: string }>('SELECT trade FROM two_phase_pending');
    const all = [...open.flatMap(({ legs }) => legs.map(([id]) => id)), ...pending.map((row) => row.trade)];
    expect(all.sort()).toEqual(ids.sort());
    // Round by round, every trade has its turn.
    for (let round = 0; round < 60 && (await rows('SELECT FROM two_phase_pending')).length > 0; round += 1) {
      const now = (await transactions()).filter(({ state }) => state === 'preparing');
      await Promise.all(now.map(({ gid }, at) => (others[at % 2] ?? trading).isCommitted(gid)));
      await trading.gathers();
    }
    for (const { gid, state } of await transactions()) if (state === 'preparing') await trading.isCommitted(gid);
    expect(await rows('SELECT phase, count(*)::int AS trades FROM saga GROUP BY phase')).toEqual([
      { phase: 'done', trades: 60 },
    ]);
  });

  it('by two instances that have seen different trades takes no key into two that are open', async () => {
    const pairs = Array.from({ length: 8 }, () => ({ seller: freshCode('X'), buyer: freshCode('X') }));
    const seen = await Promise.all([1, 2].map(() => Promise.all(pairs.map((pair) => trading.starts(pair)))));
    // Each of the second list shares its parties with one of the first.
    await Promise.all(others.map((instance, at) => instance.gathers(seen[at])));
    const keys = (await transactions()).flatMap((one) => one.keys);
    expect([keys.length, new Set(keys).size]).toEqual([32, 32]);
    expect((await waitsFor()).every((chain) => chain !== null)).toBe(true);
  });

  it('lets go what waited for a chain in the transaction that ends it', async () => {
    const { gid, second } = await oneBehindAnother();
    await others[0]?.isCommitted(gid);
    expect(await waitsFor()).toEqual([null]);
    expect(await trading.gathers()).toEqual({ begun: [1], left: 0 });
    expect((await transactions())[1]?.legs[0]?.[0]).toBe(second);
  });

  it('keeps it waiting while the chain goes on with what was not refused', async () => {
    const [refused] = [await trading.starts({}), await trading.starts({})];
    await trading.gathers();
    await trading.starts({});
    await trading.gathers();
    const [{ gid } = { gid: '' }] = await transactions();
    const vote = { type: 'two-phase.vote.v1', vote: 'refused' } as const;
    await trading.hears('settlement', gid, { ...vote, refused: [{ id: refused, because: { reason: 'no money' } }] });
    await trading.hears('metering', gid, { type: 'two-phase.vote.v1', vote: 'yes' });
    const aborted = { type: 'two-phase.acknowledged.v1', as: 'aborted' } as const;
    for (const one of ['metering', 'settlement']) await others[0]?.hears(one, gid, aborted);
    const [first, next] = await transactions();
    expect([first?.state, next?.state, next?.predecessor, next?.chain]).toEqual(['aborted', 'preparing', gid, gid]);
    expect(await waitsFor()).toEqual([gid]);
    await trading.isCommitted(next?.gid ?? '');
    expect(await waitsFor()).toEqual([null]);
    expect(await rows('SELECT phase FROM saga ORDER BY phase')).toEqual(
      ['doing', 'done', 'undone'].map((phase) => ({ phase })),
    );
  });

  it('lets go what began to wait when the chain had ended', async () => {
    await oneBehindAnother();
    await pool.query(`UPDATE global_transaction SET state = 'committed'`);
    await releaseOfEnded(trading.query);
    expect(await waitsFor()).toEqual([null]);
  });

  it('keeps the keys of what has waited for long from a younger trade', async () => {
    const { gid } = await oneBehindAnother();
    await pool.query(`UPDATE two_phase_pending SET since = since - interval '6 seconds', keys = keys || '{another}'`);
    const younger = await trading.starts({ seller: party(0), buyer: party(1) });
    await pool.query(`UPDATE two_phase_pending SET keys = keys || '{another}' WHERE trade = $1`, [younger]);
    expect(await trading.gathers()).toEqual({ begun: [], left: 0 });
    expect(await waitsFor()).toEqual([gid, gid]);
  });

  it('is counted among what is under way', async () => {
    await trading.starts({});
    expect(await rows('SELECT sagas_under_way() AS open')).toEqual([{ open: 1 }]);
  });
});

describe('a global transaction whose time has come', () => {
  async function told(count: number): Promise<readonly string[]> {
    const deadlines = new DueTransactions(trading.query, trading.isDue, (error) => trading.sent.push(String(error)));
    const before = trading.sent.length;
    deadlines.start();
    try {
      await waitUntil(async () => trading.sent.length >= before + count || undefined, {
        ...{ everyMs: 10, withinMs: 5_000, otherwise: () => `told ${trading.sent.slice(before).join()}` },
      });
    } finally {
      await deadlines.stop();
    }
    return trading.sent.slice(before);
  }

  it('is asked for again', async () => {
    await trading.starts({});
    await trading.gathers();
    const [{ gid } = { gid: '' }] = await transactions();
    await pool.query(`UPDATE global_transaction SET due_at = now() - interval '1 second'`);
    expect(await told(2)).toEqual([`settlement prepare ${gid}`, `metering prepare ${gid}`]);
  });

  it('begins when its predecessor has ended and nobody noticed', async () => {
    await trading.starts({});
    await trading.gathers();
    await pool.query(`UPDATE global_transaction SET state = 'gathering', predecessor = 'gone', due_at = NULL`);
    expect(await told(2)).toHaveLength(2);
    expect((await transactions()).map(({ state }) => state)).toEqual(['preparing']);
  });
});

describe('the global transactions of a trade', () => {
  const roundsOf = async (trade: string) =>
    (await new GlobalTransactionReader(trading.query).find({ trade }, 10)).map(({ transaction }) => transaction.gid);

  it('are found by its id while it is under way and after its end, and only its own', async () => {
    const id = await trading.starts({ seller: party(0), buyer: party(1) });
    expect(await roundsOf(id)).toEqual([]);
    await trading.gathers();
    const [{ gid } = { gid: '' }] = await transactions();
    const other = await trading.starts({ seller: party(2), buyer: party(3) });
    await trading.gathers();
    expect([await roundsOf(id), (await roundsOf(other)).includes(gid)]).toEqual([[gid], false]);
    await trading.isCommitted(gid);
    expect([await roundsOf(id), await roundsOf(freshTrade)]).toEqual([[gid], []]);
  });

  it('are looked for no longer than the trade was undecided', async () => {
    const id = await trading.starts({});
    await trading.gathers();
    await pool.query(
      `UPDATE saga SET progress = jsonb_set(progress::jsonb, '{startedAt}', '1000') || '{"pivot": {"at": 2000}}'`,
    );
    expect(await roundsOf(id)).toEqual([]);
  });
});

describe('global transactions that have ended', () => {
  it('are found by how they stand, and forgotten after a day unless they are mixed', async () => {
    const states = ['preparing', 'committed', 'mixed', 'aborted', 'mixed'];
    const said = (at: number) => ({ settlement: { acknowledged: {} }, metering: at === 4 ? {} : { acknowledged: {} } });
    for (const [at, state] of states.entries()) {
      const gid = `0a1b2c3d-${String(at).padStart(32, '0')}`;
      await pool.query(
        `INSERT INTO global_transaction (gid, chain, state, legs, keys, busy_rounds, participants, since, ended_at, asks)
         VALUES ($1, $1, $2, '[]', '{}', 0, $3, now(), now() - interval '25 hours', 1)`,
        [gid, state, JSON.stringify(said(at))],
      );
    }
    const reader = new GlobalTransactionReader(trading.query);
    const found = async (filter?: 'open' | 'in-doubt' | 'ended' | 'mixed') =>
      (await reader.find({ state: filter }, 10)).map(({ transaction }) => transaction.state);
    expect(await found()).toEqual(states);
    expect([await found('open'), await found('in-doubt')]).toEqual([['preparing'], ['preparing', 'mixed']]);
    expect([await found('ended'), await found('mixed')]).toEqual([
      ['committed', 'mixed', 'aborted', 'mixed'],
      ['mixed', 'mixed'],
    ]);
    const troubles: unknown[] = [];
    const forgetting = new Forgetting(endedTransactions, trading.query, (error) => troubles.push(error));
    forgetting.start();
    await forgetting.stop();
    expect([troubles, await found()]).toEqual([[], ['preparing', 'mixed', 'mixed']]);
  });
});
