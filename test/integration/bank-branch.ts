import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { refused } from '#libs/decision';
import {
  auditTable,
  type Command,
  GroupCommit,
  Inbox,
  messagingTables,
  noMetrics,
  Outbox,
  parkedSettling,
  replyTo,
  Rows,
  Shell,
  type Store,
  type Transaction,
  type Work,
} from '#libs/messaging';
import type { DecisionMessage, ParticipantMessage, PrepareMessage } from '#libs/two-phase';
import {
  type AsideState,
  Branches,
  type BranchParts,
  branchTables,
  type LegRule,
  lockedOutsideDoubt,
  saveWaiting,
} from '#libs/two-phase-branch';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { freePorts } from '../../local/ports.js';

/** A participant as small as one can be: accounts that are not to fall below nothing. */
export interface Account {
  readonly id: string;
  readonly cents: number;
}

export interface BankState extends AsideState {
  readonly accounts: Rows<Account>;
}

export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly cents: number;
}

const bankTables = `${messagingTables} ${auditTable} ${parkedSettling} ${branchTables}
  CREATE TABLE inbox_of_all_days PARTITION OF inbox DEFAULT;
  CREATE TABLE account (id text PRIMARY KEY, cents int NOT NULL CHECK (cents < 1000000));`;

const save = async (tx: Transaction, { accounts, waiting }: BankState): Promise<void> => {
  const changed = accounts.updated();
  await Promise.all([
    saveWaiting(tx, waiting),
    tx.query(
      'account-save',
      `UPDATE account SET cents = new.cents FROM unnest($1::text[], $2::int[]) AS new (id, cents)
       WHERE account.id = new.id`,
      [changed.map(({ id }) => id), changed.map(({ cents }) => cents)],
    ),
  ]);
};

const stateOf = (rows: readonly Account[], inDoubt: ReadonlyMap<string, string>): BankState => ({
  accounts: new Rows(({ id }) => id, rows),
  waiting: new Rows(({ command }) => command),
  inDoubt,
});

/** Locks whatever stands in `branch`: what the branch itself uses. */
const plainStore: Store<'account', BankState> = {
  async load(tx, { account }) {
    const rows = await tx.query<Account>(
      'account-lock',
      'SELECT id, cents FROM account WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE',
      [account],
    );
    return stateOf(rows, new Map());
  },
  save,
};

const asideStore: Store<'account', BankState> = {
  async load(tx, { account }) {
    const locked = { name: 'account-aside', columns: 'id, cents', table: 'account', key: 'id' };
    const { rows, inDoubt } = await lockedOutsideDoubt<Account>(tx, locked, account);
    return stateOf(rows, inDoubt);
  },
  save,
};

const pays = ({ accounts }: BankState, { from, to, cents }: Payment) => {
  const [payer, payee] = [accounts.get(from), accounts.get(to)];
  if (!payer || !payee) return refused('unknown account');
  if (payer.cents < cents) return refused('not enough', { missingCents: cents - payer.cents });
  accounts.put({ ...payer, cents: payer.cents - cents });
  accounts.put({ ...payee, cents: payee.cents + cents });
  return { answer: 'accepted', send: [] } as const;
};

const rule: LegRule<'account', BankState> = {
  read(_id, body) {
    const payment = body as Payment;
    if (typeof payment.cents !== 'number') throw new Error('no amount');
    const keys = [payment.from, payment.to];
    return { keys, touches: { account: keys }, decide: (state) => pays(state, payment) };
  },
};

/** The same as a command of a saga. */
export const payWork: Work<'account', BankState, Command, void> = {
  name: 'bank.commands',
  touches: ({ body }) => ({ account: [(body as Payment).from, (body as Payment).to] }),
  decide(state, command) {
    const decided = pays(state, command.body as Payment);
    return {
      answer: undefined,
      send: replyTo(command, decided.answer === 'refused' ? decided : { answer: 'already' }),
    };
  },
};

const clock = {
  name: 'now',
  text: `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS wall,
           floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS market`,
};

export interface Trouble {
  readonly error: unknown;
  readonly what: string;
}

type Parts = BranchParts<'account', BankState>;

const poolSize = 12;

/** The bank's database, and participants on it. */
export class Bank {
  readonly troubles: Trouble[] = [];
  readonly mixed: unknown[] = [];
  readonly #started: Branches<'account', BankState>[] = [];

  private constructor(
    readonly postgres: LocalPostgres,
    readonly pool: Pool,
    private readonly folder: string,
  ) {}

  static async start(maxPreparedTransactions: number): Promise<Bank> {
    const folder = await mkdtemp(join(tmpdir(), 'gridsaga-bank-'));
    const [port] = (await freePorts(1)) as [number];
    const postgres = await startPostgres({
      ...{ dataFolder: join(folder, 'postgres'), port, maxPreparedTransactions, durable: false },
      log: join(folder, 'postgres.log'),
    });
    const options = { pipeline: true, lock_timeout: 2_000, max: poolSize, connectionString: postgres.urlOf('trading') };
    const pool = new Pool(options);
    pool.on('error', () => undefined);
    await pool.query(bankTables);
    return new Bank(postgres, pool, folder);
  }

  async end(): Promise<void> {
    for (const branches of this.#started) branches.stop();
    await this.pool.end();
    await this.postgres.stop();
    await removePostgresData(join(this.folder, 'postgres'));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Everything as if nothing had been; each account has a hundred cents. */
  async reset(): Promise<void> {
    this.troubles.length = 0;
    this.mixed.length = 0;
    for (const name of await this.prepared()) await this.pool.query(`ROLLBACK PREPARED '${name}'`);
    await this.pool.query('TRUNCATE branch, branch_outcome, waiting, outbox, account');
    await this.pool.query(`INSERT INTO account SELECT chr(96 + n), 100 FROM generate_series(1, 26) AS n`);
  }

  parts(other: Partial<Parts> = {}): Parts {
    return {
      participant: 'bank',
      poolSize,
      tables: ['account'],
      ...{ pool: this.pool, store: plainStore, legs: rule, outbox: this.outbox, clock },
      votesTopic: 'votes.v1',
      committed: () => undefined,
      onMixed: async (gid, keys) => void this.mixed.push({ gid, keys }),
      onTrouble: (error, what) => void this.troubles.push({ error, what }),
      lockWaitMs: 60,
      ...other,
    };
  }

  branches(other: Partial<Parts> = {}): Branches<'account', BankState> {
    const branches = new Branches(this.parts(other));
    this.#started.push(branches);
    return branches;
  }

  /** What sagas and requests go through: it steps aside. */
  shell(pool: Pick<Pool, 'connect'> = this.pool): { shell: Shell<'account', BankState>; groups: GroupCommit } {
    const shell = new Shell<'account', BankState>({
      ...{ pool, tables: ['account'], store: asideStore, outbox: this.outbox, clock, metrics: noMetrics },
      inbox: new Inbox('bank'),
      parking: { park: async () => undefined } as never,
    });
    const mark = async () => ({ id: randomUUID(), at: new Date().toISOString() });
    return { shell, groups: new GroupCommit(shell as never, { mark }) };
  }

  readonly outbox = new Outbox('bank-1', () => 1, 'bank');

  async prepared(): Promise<string[]> {
    const { rows } = await this.pool.query<{ gid: string }>('SELECT gid FROM pg_prepared_xacts ORDER BY gid');
    return rows.map(({ gid }) => gid);
  }

  async cents(...ids: string[]): Promise<number[]> {
    const { rows } = await this.pool.query<Account>('SELECT id, cents FROM account WHERE id = ANY ($1) ORDER BY id', [
      ids,
    ]);
    return rows.map(({ cents }) => cents);
  }

  async rows(text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.pool.query<Record<string, unknown>>(text, [...values])).rows;
  }

  outcomes(): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT outcome FROM branch_outcome');
  }

  branchRows(): Promise<Record<string, unknown>[]> {
    return this.rows('SELECT gid FROM branch');
  }

  /** Brings a branch that pays 30 from a to b to where it is to be told something. */
  async bring(state: 'none' | 'prepared' | 'committed' | 'tombstone'): Promise<PrepareMessage> {
    const message = aPrepare(aGid(), 'a>b 30');
    const branches = this.branches();
    if (state === 'prepared' || state === 'committed') await branches.prepare(message);
    if (state === 'committed') await branches.decide([decision('commit', message.gid)]);
    if (state === 'tombstone') await branches.decide([decision('abort', message.gid)]);
    await this.said();
    return message;
  }

  /** What has been said since this was asked last, without what is the same in all of it. */
  async words(): Promise<string[]> {
    return (await this.said()).map(word);
  }

  /** What has been said since this was asked last. */
  async said<Message = ParticipantMessage>(): Promise<Message[]> {
    const { rows } = await this.pool.query<{ id: string; body: string }>('DELETE FROM outbox RETURNING id, body');
    return rows
      .sort((one, other) => Number(one.id) - Number(other.id))
      .flatMap(({ body }) => (JSON.parse(body) as { messages: Message[] }).messages);
  }
}

let counted = 0;
/** A leg's id, or a trade's. */
export const aLegId = (): string => `00000000-0000-4000-8000-${String((counted += 1)).padStart(12, '0')}`;
export const aGid = (): string => `0badcafe-${String((counted += 1)).padStart(32, '0')}`;

/** A prepare of payments written `a>b 30`. */
export function aPrepare(gid: string, ...payments: readonly string[]): PrepareMessage<Payment> {
  const legs = payments.map((text) => {
    const [, from = '', to = '', cents = ''] = /^(\w)>(\w) (\d+)$/.exec(text) ?? [];
    return { id: aLegId(), body: { from, to, cents: Number(cents) } };
  });
  return { type: 'two-phase.prepare.v1', key: gid, gid, legs };
}

export const decision = (
  type: 'commit' | 'abort' | 'unknown' | 'mixed',
  gid: string,
  named: readonly string[] = [],
): DecisionMessage =>
  type === 'mixed'
    ? { type: 'two-phase.mixed.v1', key: gid, gid, keys: named }
    : { type: `two-phase.${type}.v1`, key: gid, gid, legs: named };

const word = (message: ParticipantMessage): string =>
  message.type === 'two-phase.vote.v1'
    ? `votes ${message.vote}`
    : message.type === 'two-phase.asked.v1'
      ? 'asks'
      : `acknowledges ${message.as}`;
