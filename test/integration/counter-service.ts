import type { Consumer } from 'kafkajs';
import { Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import {
  auditTable,
  type Command,
  type ConsumedEvent,
  consumedBy,
  type KafkaBatches,
  Messaging,
  messagingTables,
  noMetrics,
  type Outgoing,
  parkedSettling,
  Rows,
  type Store,
  toEveryone,
  toParticipant,
  type Work,
} from '#libs/messaging';

/** A service as small as one can be that still does everything a service does with messages. */
export interface Counter {
  readonly id: string;
  readonly total: number;
  readonly sequence: number;
}

export type Add = Command<{ readonly by: number }>;

interface CounterState {
  readonly counters: Rows<Counter>;
}

/** A service's topics carry its name, so that several may run beside each other. */
export const topicsOf = (service: string) =>
  ({
    commands: `${service}.commands.v1`,
    replies: `${service}.replies.v1`,
    changes: `${service}.changes.v1`,
    parked: `${service}.parked.v1`,
  }) as const;

export const counterTables = `${messagingTables} ${auditTable} ${parkedSettling}
  CREATE TABLE counter (id text PRIMARY KEY, total int NOT NULL CHECK (total >= 0), sequence int NOT NULL);`;

const store: Store<'counter', CounterState> = {
  async load(tx, { counter }) {
    const rows = await tx.query<Counter>(
      'counter-load',
      'SELECT id, total, sequence FROM counter WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE',
      [counter],
    );
    return { counters: new Rows(({ id }) => id, rows) };
  },
  async save(tx, { counters }) {
    const columns = (rows: readonly Counter[]): unknown[] => [
      rows.map(({ id }) => id),
      rows.map(({ total }) => total),
      rows.map(({ sequence }) => sequence),
    ];
    const inserted = counters.inserted();
    const updated = counters.updated();
    await Promise.all([
      inserted.length > 0 &&
        tx.query(
          'counter-insert',
          'INSERT INTO counter SELECT * FROM unnest($1::text[], $2::int[], $3::int[])',
          columns(inserted),
        ),
      updated.length > 0 &&
        tx.query(
          'counter-update',
          `UPDATE counter SET total = new.total, sequence = new.sequence
           FROM unnest($1::text[], $2::int[], $3::int[]) AS new (id, total, sequence) WHERE counter.id = new.id`,
          columns(updated),
        ),
    ]);
  },
};

/** Sends commands to the service itself. */
function askWork(service: string): Work<'counter', CounterState, readonly Add[], void> {
  const { commands } = topicsOf(service);
  return {
    name: 'asking',
    touches: () => ({}),
    decide: (_state, adds) => ({ answer: undefined, send: adds.map((add) => toParticipant(commands, add)) }),
  };
}

/** Adds, tells everyone and answers. Adding nothing is a bug; a total below zero is refused by the database only. */
function addWork(service: string, faultOf: FaultOf): Work<'counter', CounterState, Add, number> {
  const { changes } = topicsOf(service);
  const reply = (command: Command, answer: 'accepted' | 'refused'): Outgoing =>
    toParticipant(command.replyTo, {
      ...{ id: `${command.id}/reply`, type: 'saga.reply.v1', key: command.sagaId, re: command.id },
      ...{
        attempt: command.attempt,
        answer,
        ...(answer === 'refused' && { because: { reason: 'could not be read' } }),
      },
    });
  return {
    name: 'adding',
    kindOf: ({ type }) => type,
    touches({ type, key }) {
      if (type !== 'counters.add.v1') throw new Error(`type ${type} is not known`);
      return { counter: [key] };
    },
    decide({ counters }, command) {
      const { key, body } = command;
      if (body.by === 0) throw new Error('adding nothing');
      mustWork(faultOf(command));
      const { total, sequence } = counters.get(key) ?? { total: 0, sequence: 0 };
      const counter = { id: key, total: total + body.by, sequence: sequence + 1 };
      counters.put(counter);
      const data = { total: counter.total, sequence: counter.sequence };
      const event = { id: `${key}/${counter.sequence}`, type: 'counters.changed.v1', subject: key, data };
      return { answer: counter.total, send: [toEveryone(changes, event), reply(command, 'accepted')] };
    },
    parked: {
      touches: ({ key }) => ({ counter: [key] }),
      decide: (_state, command) => ({ send: [reply(command, 'refused')] }),
    },
  };
}

/** What a bug says to a message that it cannot handle; undefined where there is none. */
type FaultOf = (message: { readonly id: string }) => string | undefined;

function mustWork(fault: string | undefined): void {
  if (fault !== undefined) throw new Error(fault);
}

/** Keeps a copy of every counter, as a service keeps copies of what others own. */
const copyWork = (faultOf: FaultOf): Work<'counter', CounterState, ConsumedEvent<Counter>, void> => ({
  name: 'copying',
  touches: ({ subject }) => ({ counter: [`copy of ${subject}`] }),
  decide({ counters }, event) {
    mustWork(faultOf(event));
    const id = `copy of ${event.subject}`;
    const { total, sequence } = event.data;
    if ((counters.get(id)?.sequence ?? 0) < sequence) counters.put({ id, total, sequence });
    return { answer: undefined, send: [] };
  },
});

export interface CounterOptions {
  readonly service: string;
  readonly instance: string;
  readonly url: string;
  readonly brokers: string;
  readonly onTrouble?: (error: unknown, what: string) => void;
  /** Reads its own public changes too, and keeps a copy of every counter. */
  readonly copies?: boolean;
  readonly faultOf?: FaultOf;
  /** Runs before the answer to each named statement is handed on: what others do just then, or how slow all is. */
  readonly afterStatement?: (name: string) => Promise<unknown> | undefined;
}

function afterStatements(client: PoolClient, then: (name: string) => Promise<unknown> | undefined): void {
  const query = client.query.bind(client) as (...sent: unknown[]) => Promise<QueryResult>;
  const queryAndWait = (...sent: unknown[]): Promise<QueryResult> => {
    const { name } = sent[0] as Partial<QueryConfig>;
    return name === undefined
      ? query(...sent)
      : query(...sent).then(async (result) => {
          await then(name);
          return result;
        });
  };
  Object.assign(client, { query: queryAndWait });
}

export interface CounterService {
  readonly messaging: Messaging<'counter', CounterState>;
  readonly adding: Work<'counter', CounterState, Add, number>;
  readonly asking: Work<'counter', CounterState, readonly Add[], void>;
  readonly pool: Pool;
  /** Topics, relay, and unless told otherwise the consumer; resolves when the group has given it its partitions. */
  start(parts?: { consume: boolean }): Promise<void>;
  /** May be called again. */
  stop(): Promise<void>;
}

const partitions = 4;

export function counterService({
  service,
  instance,
  url,
  brokers,
  onTrouble,
  afterStatement,
  copies = false,
  faultOf = () => undefined,
}: CounterOptions): CounterService {
  const settings = { idle_in_transaction_session_timeout: 5000, lock_timeout: 2000, application_name: instance };
  const pool = new Pool({ connectionString: url, max: 8, pipeline: true, ...settings });
  const trouble = onTrouble ?? ((): void => undefined);
  pool.on('error', (error) => trouble(error, 'an idle connection was lost'));
  if (afterStatement) pool.on('connect', (client) => afterStatements(client, afterStatement));
  const topics = topicsOf(service);
  const adding = addWork(service, faultOf);
  const messaging = new Messaging<'counter', CounterState>({
    ...{ service, instance, pool, store, brokers: [brokers], tables: ['counter'], parkedTopic: topics.parked },
    clock: {
      name: 'now',
      text: 'SELECT t AS wall, t AS market FROM (SELECT floor(extract(epoch FROM clock_timestamp())::float8 * 1000) AS t) AS now',
    },
    topics: Object.values(topics).map((name) => ({ name, partitions, retentionMs: 86_400_000 })),
    session: { sessionTimeout: 2000, heartbeatInterval: 500, rebalanceTimeout: 2000 },
    ...{ batchMessages: 400, lingerMs: 1, metrics: noMetrics, onTrouble: trouble },
  });
  let consumer: KafkaBatches | undefined;
  let stopped: Promise<void> | undefined;
  return {
    ...{ messaging, adding, asking: askWork(service), pool },
    async start({ consume } = { consume: true }) {
      await messaging.start();
      if (!consume) return;
      await new Promise<void>((resolve, reject) => {
        const consumed = [
          consumedBy(topics.commands, 'parcels', adding),
          ...(copies ? [consumedBy(topics.changes, 'events', copyWork(faultOf))] : []),
        ];
        consumer = messaging.consumer(consumed);
        consumer.unwrap<Consumer>().on('consumer.group_join', () => resolve());
        consumer.listen((error) => error && reject(error as Error));
      });
    },
    stop() {
      stopped ??= (async () => {
        await consumer?.close();
        await messaging.stop();
        await pool.end();
      })();
      return stopped;
    },
  };
}
