import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool, type PoolConfig } from 'pg';
import {
  type AuditRecord,
  auditTable,
  GroupCommit,
  insertAudits,
  noMetrics,
  type Outgoing,
  type Reply,
  Rows,
  Shell,
  type Store,
  type Work,
} from '#libs/messaging';
import type { OperatorSignal } from '#libs/saga';
import {
  commandId,
  deadlinesWork,
  OpenSagas,
  operatorWork,
  progressOf,
  repliesWork,
  type StoredSaga,
  sagaTables,
  saveSagas,
  storedSagaColumns,
} from '#libs/saga-runner';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { inWords, type Journey, type JourneyState, journeyRunner } from '../support/a-journey.js';

const subject: Journey = { from: 'Ulm', passport: true };

let folder: string;
let postgres: LocalPostgres;
let pool: Pool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-copies-'));
  const [port] = (await freePorts(1)) as [number];
  const log = join(folder, 'postgres.log');
  postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), port, log, durable: false });
  pool = new Pool({ connectionString: postgres.urlOf('trading'), max: 4, pipeline: true } as PoolConfig);
  // The server ends before the pool has said goodbye on every connection.
  pool.on('error', () => undefined);
  await pool.query(sagaTables + auditTable);
}, 120_000);
afterAll(async () => {
  await pool.end();
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

const clock = {
  name: 'clock',
  text: `SELECT date_part('epoch', clock_timestamp()) * 1000 AS wall, 0::float8 AS market`,
};

const saved = async (id: string): Promise<StoredSaga | undefined> =>
  (await pool.query<StoredSaga>(`SELECT ${storedSagaColumns} FROM saga WHERE id = $1`, [id])).rows[0];

/** One process of a service of sagas: its copies, and its shell over the database that it shares with the others. */
class Instance {
  readonly sent: string[] = [];
  /** How often a batch was begun: one that found its copy overtaken is begun again. */
  begun = 0;
  readonly #open = new OpenSagas<Journey>();
  readonly #groups: GroupCommit;

  constructor() {
    const store: Store<'saga', JourneyState> = {
      load: async (tx, { saga: ids }) => {
        this.begun += 1;
        const { known, missing } = this.#open.take(tx, ids);
        const text = `SELECT ${storedSagaColumns} FROM saga WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
        const rows = missing.length === 0 ? [] : await tx.query<StoredSaga>('saga-load', text, [missing]);
        const read = rows.map((row) => ({ ...row, subject, progress: progressOf(row.progress) }));
        return { sagas: new Rows(({ id }) => id, [...known, ...read]), audits: new Rows<AuditRecord>(({ id }) => id) };
      },
      save: async (tx, { sagas, audits }) => {
        await Promise.all([saveSagas(tx, sagas, this.#open), insertAudits(tx, audits.inserted())]);
      },
    };
    const outbox = { append: async (_tx: unknown, send: readonly Outgoing[]) => void this.sent.push(...inWords(send)) };
    const parts = { pool, tables: ['saga'] as const, store, clock, metrics: noMetrics };
    const shell = new Shell<'saga', JourneyState>({
      ...{ ...parts, outbox: outbox as never, inbox: {} as never, parking: {} as never },
    });
    this.#groups = new GroupCommit(shell as unknown as Shell<string, unknown>);
  }

  async starts(): Promise<string> {
    const id = randomUUID();
    const start: Work<'saga', JourneyState, string, void> = {
      name: 'start',
      touches: () => ({ saga: [id] }),
      decide: (state, _, now) => ({
        answer: undefined,
        send: journeyRunner.start(state, 'journey', id, subject, now),
      }),
    };
    await this.#groups.submit(start, id);
    return id;
  }

  hears(sagaId: string, step: string, answer: Reply['answer'] = 'accepted'): Promise<unknown> {
    const re = commandId(sagaId, step, 'do');
    const reply: Reply = { id: `${re}/reply`, type: 'saga.reply.v1', key: sagaId, re, attempt: 1, answer };
    return this.#groups.submit(repliesWork<Journey, JourneyState>(journeyRunner), reply);
  }

  acts(sagaId: string, revision: number, signal: OperatorSignal) {
    const audit = { id: randomUUID(), who: 'operator:ada', why: 'a test' };
    const work = operatorWork<Journey, JourneyState>(journeyRunner);
    return this.#groups.submit(work, { sagaId, revision, signal, audit });
  }

  findsDue(sagaId: string): Promise<number> {
    return this.#groups.submit(deadlinesWork<Journey, JourneyState>(journeyRunner), { sagaId, chance: 0.5 });
  }
}

describe('a copy that another process has overtaken', () => {
  it('is found out by a reply that it takes for stale, which is judged again by the row, at once', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const id = await one.starts();
    await other.hears(id, 'book flight');
    expect(other.sent).toEqual(['hotel.commands.v1 sleep.v1 1']);
    // The one never heard that the hotel was asked for.
    await one.hears(id, 'book hotel');
    expect(one.sent).toEqual(['airline.commands.v1 fly.v1 1', 'hotel.commands.v1 pay.v1 1']);
    expect(one.begun).toBe(3);
    expect(await saved(id)).toMatchObject({ revision: 3, progress: { pivot: { answer: 'accepted' } } });
  });

  it('is not written over the row: a reply that it awaits still was heard by another, and the saga has gone on', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const id = await one.starts();
    await other.hears(id, 'book flight');
    await other.hears(id, 'book hotel');
    await one.hears(id, 'book flight');
    expect(await saved(id)).toMatchObject({ revision: 3, progress: { pivot: { answer: 'accepted' } } });
  });

  it('is found out by an operator’s action whose revision it does not know', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const id = await one.starts();
    expect(await other.acts(id, 1, { signal: 'pause' })).toMatchObject({ answer: 'accepted' });
    expect(await one.acts(id, 2, { signal: 'resume' })).toMatchObject({ answer: 'accepted', what: { revision: 3 } });
    expect((await pool.query('SELECT action, seen FROM audit WHERE of = $1 ORDER BY no', [`saga/${id}`])).rows).toEqual(
      [
        { action: 'pause', seen: 1 },
        { action: 'resume', seen: 2 },
      ],
    );
  });

  it('is found out by a deadline that it does not know of: what it holds for paused goes on', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const id = await one.starts();
    await one.acts(id, 1, { signal: 'pause' });
    await other.acts(id, 2, { signal: 'resume' });
    await pause(600);
    // The other is gone, the reply is lost, and the row says that it is time to ask again.
    expect(await one.findsDue(id)).toBe(1);
    expect(one.sent).toEqual(['airline.commands.v1 fly.v1 1', 'airline.commands.v1 fly.v1 2']);
  });

  it('lets nothing of its batch through: what was right of it is decided again with it', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const [overtaken, right] = [await one.starts(), await one.starts()];
    await other.hears(overtaken, 'book flight');
    await Promise.all([one.hears(overtaken, 'book hotel'), one.hears(right, 'book flight')]);
    expect((await saved(right))?.revision).toBe(2);
    expect((await saved(overtaken))?.revision).toBe(3);
  });
});

describe('a copy that is right', () => {
  it('ignores a stale reply, and writes nothing', async () => {
    const one = new Instance();
    const id = await one.starts();
    await one.hears(id, 'book hotel');
    expect([one.begun, (await saved(id))?.revision, one.sent]).toEqual([2, 1, ['airline.commands.v1 fly.v1 1']]);
  });

  it('is worked on by one process at a time: of two that hear the same reply, one leads on', async () => {
    const [one, other] = [new Instance(), new Instance()];
    const id = await one.starts();
    await Promise.all([one.hears(id, 'book flight'), other.hears(id, 'book flight')]);
    expect([...one.sent, ...other.sent].filter((what) => what === 'hotel.commands.v1 sleep.v1 1')).toHaveLength(1);
    expect((await saved(id))?.revision).toBe(2);
  });
});
