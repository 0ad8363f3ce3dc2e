import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Ground1763596800000 } from '../../apps/settlement/src/store/migrations/1763596800000-ground.js';
import { Desk1763683200000 } from '../../apps/settlement/src/store/migrations/1763683200000-desk.js';
import { Lookups1795392000000 } from '../../apps/settlement/src/store/migrations/1795392000000-lookups.js';
import { listHolds } from '../../apps/settlement/src/store/hold.reading.js';
import { isSideOf, listTransfers } from '../../apps/settlement/src/store/transfer.reading.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { theBuyer, theSeller, theTrade } from '../support/a-hold.js';

const rare = '99XRARE--------R';
const idOf = (count: number): string => `00000000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;

let folder: string;
let postgres: LocalPostgres;
let dataSource: DataSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-settlement-'));
  const [port] = (await freePorts(1)) as [number];
  const dataFolder = join(folder, 'postgres');
  postgres = await startPostgres({ dataFolder, port, log: join(folder, 'postgres.log'), durable: false });
  const migrations = [Ground1763596800000, Desk1763683200000, Lookups1795392000000];
  dataSource = await new DataSource({ type: 'postgres', url: postgres.urlOf('settlement'), migrations }).initialize();
  await dataSource.runMigrations();
  // Of 20,000 holds the rare party sells the 5,000th and the 15,000th, and buys the 10,000th.
  await dataSource.query(
    `INSERT INTO hold SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'held', NULL,
         CASE WHEN n IN (5000, 15000) THEN $1 ELSE $2 END, CASE n WHEN 10000 THEN $1 ELSE $3 END, 1000, 5000, 0, 1, 1, now()
       FROM generate_series(1, 20000) AS n`,
    [rare, theSeller, theBuyer],
  );
  await dataSource.query('ANALYZE hold');
}, 120_000);
afterAll(async () => {
  await dataSource.destroy();
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

const holdsOf = { account: rare, state: undefined, after: undefined, limit: 50 };

describe('the holds of a party', () => {
  it.each([
    ['all', {}, [5_000, 10_000, 15_000]],
    ['a page', { limit: 2 }, [5_000, 10_000]],
    ['the next page', { after: idOf(5_000) }, [10_000, 15_000]],
    ['those of a state', { state: 'held' as const }, [5_000, 10_000, 15_000]],
    ['those of another state', { state: 'posted' as const }, []],
  ])('are those of both its sides, in order: %s', async (_, filter, counts) => {
    const found = await listHolds(dataSource, { ...holdsOf, ...filter });
    expect(found.map(({ id }) => id)).toEqual(counts.map(idOf));
  });

  it('are found without a look at those of others', async () => {
    let plan = '';
    const explained = async <Rows>(text: string, values?: unknown[]): Promise<Rows> => {
      plan = JSON.stringify(await dataSource.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values));
      return [] as Rows;
    };
    await listHolds({ query: explained }, holdsOf);
    expect(plan).toContain('hold_sellers');
    expect(plan).toContain('hold_buyers');
    expect(plan).not.toMatch(/"Rows Removed by Filter":[1-9]/);
  });
});

const addTransfer = (of: string, part: string, account: string, kind: string): Promise<unknown> =>
  dataSource.query(`INSERT INTO transfer VALUES ($1, $2, 'bank', $3, 5, $4, NULL, now())`, [of, part, account, kind]);

describe('a payment', () => {
  it('is no transfer of a trade that has its id', async () => {
    await addTransfer(theTrade, 'deposit', rare, 'deposit');
    expect(await isSideOf(dataSource, theTrade, rare)).toBe(false);
    await addTransfer(theTrade, 'pay out', theSeller, 'energy');
    expect(await isSideOf(dataSource, theTrade, theSeller)).toBe(true);
    const all = { account: undefined, kind: undefined, of: theTrade, from: undefined, to: undefined, after: undefined };
    const shown = await listTransfers(dataSource, { ...all, ofTrades: true, limit: 10 });
    expect(shown.map(({ kind }) => kind)).toEqual(['energy']);
    expect(await listTransfers(dataSource, { ...all, limit: 10 })).toHaveLength(2);
  });

  it('is a deposit or a withdrawal, and never both', async () => {
    await addTransfer(idOf(1), 'deposit', theBuyer, 'deposit');
    await expect(addTransfer(idOf(1), 'withdrawal', theSeller, 'withdrawal')).rejects.toMatchObject({ code: '23505' });
  });
});
