import type { Pool } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { topics } from '#libs/contracts';
import {
  auditTable,
  type Command,
  Messaging,
  messagingTables,
  noMetrics,
  turnInboxDays,
  type Reply,
  type Store,
  type Work,
} from '#libs/messaging';
import { marketClockMigrationSql, nowStatement, openDatabase } from '#libs/service';
import { Branches, type LegRule, type SteppingAside, WaitingCommands } from '#libs/two-phase-branch';

export interface LoneParts<Table extends string, State> {
  readonly service: 'settlement' | 'metering';
  readonly url: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly tables: readonly Table[];
  readonly store: Store<Table, State>;
  readonly branchStore: Store<Table, State>;
  readonly legs: LegRule<Table, State>;
  readonly aside: SteppingAside<Table, State>;
  readonly mostWaitMs: number;
}

class Ground1700000000000 implements MigrationInterface {
  async up(runner: Parameters<MigrationInterface['up']>[0]): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(auditTable);
    await runner.query(marketClockMigrationSql);
  }

  async down(): Promise<void> {
    throw new Error('a test goes forward');
  }
}

const poolSize = 8;

/** A participant on its real database and without Kafka: what it would send stays in its outbox, and is read there. */
export async function loneParticipant<Table extends string, State>(parts: LoneParts<Table, State>) {
  const { service, url, tables, store, aside } = parts;
  const migrations = [Ground1700000000000, ...parts.migrations];
  const dataSource = await openDatabase({ url, pool: poolSize, entities: [], migrations, applicationName: service });
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  const troubles: string[] = [];
  const onTrouble = (error: unknown, what: string): void => void troubles.push(`${what}: ${String(error)}`);
  const messaging = new Messaging<Table, State>({
    ...{ service, pool, tables, store, onTrouble, clock: nowStatement, topics: Object.values(topics) },
    ...{ instance: `${service}-1`, brokers: ['127.0.0.1:1'], parkedTopic: topics[`${service}Parked`].name },
    session: { sessionTimeout: 6_000, heartbeatInterval: 1_500, rebalanceTimeout: 8_000 },
    ...{ batchMessages: 400, lingerMs: 2, metrics: noMetrics },
  });
  await turnInboxDays(pool, Date.now());
  const { resumed, arriving } = aside;
  const waiting = new WaitingCommands({
    ...{ pool, resumed, onTrouble, groups: messaging.groups, mostWaitMs: parts.mostWaitMs },
  });
  const branches = new Branches<Table, State>({
    ...{ participant: service, pool, poolSize, tables, onTrouble, legs: parts.legs, store: parts.branchStore },
    ...{ outbox: messaging.outbox, clock: nowStatement, votesTopic: topics.tradingVotes.name },
    committed: () => waiting.kick(),
  });
  const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query(text, values)).rows as Row[];
  /** Everything that was said on a topic of parcels, in order. */
  const said = async <Message>(topic: string): Promise<Message[]> => {
    const rows = await query<{ body: string }>('SELECT body FROM outbox WHERE topic = $1 ORDER BY id', [topic]);
    return rows.flatMap(({ body }) => (JSON.parse(body) as { messages: Message[] }).messages);
  };
  const decision = (type: 'commit' | 'abort', gid: string) =>
    branches.decide([{ type: `two-phase.${type}.v1`, key: gid, gid, legs: [] }]);
  return {
    troubles,
    query,
    submit: <Message, Answer>(work: Work<Table, State, Message, Answer>, message: Message): Promise<Answer> =>
      messaging.groups.submit(work, message),
    ask: (command: Command): Promise<void> => messaging.groups.submit(arriving, command),
    prepare: (gid: string, legs: readonly { readonly id: string; readonly body: unknown }[]) =>
      branches.prepare({ type: 'two-phase.prepare.v1', key: gid, gid, legs }),
    commit: (gid: string) => decision('commit', gid),
    abort: (gid: string) => decision('abort', gid),
    votes: () => said<{ readonly gid: string; readonly type: string }>(topics.tradingVotes.name),
    async replyTo(id: string): Promise<string | undefined> {
      const reply = (await said<Reply>(topics.tradingReplies.name)).find(({ re }) => re === id);
      return reply && (reply.because ? `${reply.answer}: ${reply.because.reason}` : reply.answer);
    },
    resume: () => waiting.start(),
    async close(): Promise<void> {
      await waiting.stop();
      await dataSource.destroy();
    },
  };
}
