import type { Message, Producer, TopicMessages } from 'kafkajs';
import type { Pool } from 'pg';
import { crashPoint } from './crash-point.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { OpenTransaction } from './open-transaction.js';
import { readRecordLines } from './record-lines.js';
import { backOffMs, sleep } from './retriable.js';
import { sendSpan } from './send-span.js';
import { noTracing, type Tracing } from './tracing.js';
import type { OnTrouble } from './trouble.js';

/**
 * kafkajs puts all records of one partition into one record batch, and the broker refuses a batch beyond 1 MB for good.
 * What is above this waits for the next send.
 */
const mostBytesPerPartition = 800 * 1024;
const mostRowsPerSend = 200;
/** The net under the kick: a row that no kick announced is found within this. */
const pollMs = 75;

interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly open: boolean;
  readonly body: string;
}

/**
 * Moves outbox rows to Kafka: takes them out in a transaction, sends, and commits after the acknowledgement. A crash in
 * between sends again and never loses. Parcels rely on no order, so instances share them (SKIP LOCKED); records for
 * other teams keep theirs, so a partition of them has one relay at a time (an advisory lock until the commit).
 */
export class Relay {
  #kicked = false;
  #wake: (() => void) | undefined;
  #stopping = false;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly pool: Pick<Pool, 'connect'>,
    private readonly producer: Producer,
    private readonly metrics: MessagingMetrics,
    private readonly onTrouble: OnTrouble,
    private readonly tracing: Tracing = noTracing,
  ) {}

  start(): void {
    this.#loop = this.#run();
  }

  /** Something was committed. A kick during a read is kept until that read is over. */
  kick(): void {
    this.#kicked = true;
    this.#wake?.();
  }

  /** Sends what is committed, once more, and stops. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    for (let failures = 0; ; ) {
      this.#kicked = false;
      try {
        const rows = await this.#relay();
        failures = 0;
        if (rows > 0) continue;
        if (this.#stopping) return;
      } catch (error) {
        if (this.#stopping) return;
        failures += 1;
        this.metrics.retried('send');
        this.onTrouble(error, 'the relay tries again');
        await sleep(backOffMs(failures));
        continue;
      }
      if (!this.#kicked) await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** One round; answers how many rows it sent. */
  async #relay(): Promise<number> {
    const startedAt = performance.now();
    const tx = await OpenTransaction.begin(this.pool);
    let rows: OutboxRow[];
    try {
      const [parcels, lanes] = await Promise.all([
        tx.query<OutboxRow>('outbox-take-parcels', takeParcelsText, [mostRowsPerSend]),
        tx.query<{ topic: string; partition: number }>('outbox-lanes', lanesText),
      ]);
      rows = parcels;
      if (lanes.length > 0) {
        // A statement of its own, whose snapshot is younger than the locks: what the lane's last holder sent is gone.
        const records = await tx.query<OutboxRow>('outbox-take-records', takeRecordsText, [
          lanes.map(({ topic }) => topic),
          lanes.map(({ partition }) => partition),
          mostRowsPerSend,
        ]);
        rows = [...parcels, ...records];
      }
      if (rows.length > 0) {
        rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
        crashPoint('before-send', () => rows.map(({ topic }) => topic));
        const refused = await this.#traced(rows);
        if (refused.length > 0) await this.#park(tx, refused);
        crashPoint('after-send', () => rows.map(({ topic }) => topic));
      }
    } catch (error) {
      await tx.rollback();
      throw error;
    }
    if (rows.length === 0) {
      await tx.rollback();
      return 0;
    }
    await tx.commit();
    this.metrics.relayed(rows.length, performance.now() - startedAt);
    return rows.length;
  }

  async #traced(rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
    const span = sendSpan(this.tracing, rows);
    try {
      const refused = await this.#send(rows);
      span.end();
      return refused;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  /** Answers the rows that the broker refuses for good. */
  async #send(rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
    const refused: OutboxRow[] = [];
    for (const round of rounds(rows)) refused.push(...(await this.#sendRound(round)));
    return refused;
  }

  async #sendRound(rows: readonly OutboxRow[]): Promise<OutboxRow[]> {
    const byTopic = new Map<string, TopicMessages>();
    for (const row of rows) {
      const topic = byTopic.get(row.topic) ?? { topic: row.topic, messages: [] };
      byTopic.set(row.topic, topic);
      topic.messages.push(...recordsOf(row));
    }
    try {
      await this.producer.sendBatch({ acks: -1, topicMessages: [...byTopic.values()] });
      return [];
    } catch (error) {
      if (!refusedForGood(error)) throw error;
      if (rows.length === 1) return [...rows];
      const refused: OutboxRow[] = [];
      for (const row of rows) refused.push(...(await this.#sendRound([row])));
      return refused;
    }
  }

  async #park(tx: OpenTransaction, rows: readonly OutboxRow[]): Promise<void> {
    await tx.query('outbox-park', parkText, [
      rows.map(({ topic }) => topic),
      rows.map(({ partition }) => partition),
      rows.map(({ id }) => `-${id}`),
      rows.map(({ open }) => (open ? 'unsent records' : 'unsent parcel')),
      rows.map(({ body }) => body),
    ]);
    this.metrics.parked(rows.length);
    for (const { id, topic, partition } of rows)
      this.onTrouble('refused by the broker', 'an outbox row was parked', { topic, partition, outboxRow: id });
  }
}

const recordsOf = (row: OutboxRow): Message[] =>
  row.open
    ? readRecordLines(row.body).map(({ key, value, headers }) => ({
        partition: row.partition,
        key,
        value,
        headers: { ...headers },
      }))
    : [{ partition: row.partition, key: null, value: row.body }];

/** Refusals that speak of the records. Others, such as a missing permission, end when somebody mends the broker. */
const recordFaults = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']);

/** The broker refuses these records as they are, however often they are sent. */
function refusedForGood(error: unknown): boolean {
  const { type, cause } = (error ?? {}) as { type?: string; cause?: { type?: string } };
  return recordFaults.has(type ?? cause?.type ?? '');
}

/** Splits rows, in order, so that no partition gets more than one record batch can carry. */
function* rounds(rows: readonly OutboxRow[]): Iterable<OutboxRow[]> {
  let round: OutboxRow[] = [];
  let bytes = new Map<string, number>();
  for (const row of rows) {
    const lane = `${row.topic}/${row.partition}`;
    const size = Buffer.byteLength(row.body) + 200;
    const sum = (bytes.get(lane) ?? 0) + size;
    if (sum > mostBytesPerPartition && round.length > 0) {
      yield round;
      round = [];
      bytes = new Map();
    }
    bytes.set(lane, (bytes.get(lane) ?? 0) + size);
    round.push(row);
  }
  if (round.length > 0) yield round;
}

const takeParcelsText = `
  DELETE FROM outbox WHERE id = ANY (ARRAY(
    SELECT id FROM outbox WHERE NOT open ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, topic, partition, open, body`;

const lanesText = `
  SELECT topic, partition FROM (SELECT DISTINCT topic, partition FROM outbox WHERE open) AS lane
  WHERE pg_try_advisory_xact_lock(hashtext(topic), partition)`;

const takeRecordsText = `
  DELETE FROM outbox WHERE id = ANY (ARRAY(
    SELECT outbox.id FROM outbox JOIN unnest($1::text[], $2::int[]) AS mine (topic, partition) USING (topic, partition)
    WHERE open ORDER BY outbox.id LIMIT $3))
  RETURNING id, topic, partition, open, body`;

/** What the broker refused has no offset; the outbox row's id stands there with a minus sign. */
const parkText = `
  INSERT INTO parked (topic, partition, kafka_offset, kind, reason, body)
  SELECT topic, partition, kafka_offset, kind, 'refused by the broker', body
  FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[])
    AS refused (topic, partition, kafka_offset, kind, body)
  ON CONFLICT DO NOTHING`;
