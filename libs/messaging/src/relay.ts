import type { Message, TopicMessages } from 'kafkajs';
import type { Pool } from 'pg';
import { crashPoint } from './crash-point.js';
import { FreshProducer, type Sender } from './fresh-producer.js';
import { LanesApart } from './lanes-apart.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { OpenTransaction } from './open-transaction.js';
import { type Lane, lanesOf, type OutboxRow, type Taken, takeBeside, takeOnly } from './outbox-lane.js';
import { readRecordLines } from './record-lines.js';
import { backOffMs, sleep } from './retriable.js';
import { refusedForGood, sendRounds } from './send-rounds.js';
import { sendSpan } from './send-span.js';
import { noTracing, type Tracing } from './tracing.js';
import type { OnTrouble } from './trouble.js';
import { within } from './within.js';

const mostRowsPerSend = 200;
/** The net under the kick: a row that no kick announced is found within this. */
const pollMs = 75;
/** A connection that is idle in a transaction for 5 s is closed: what Kafka has not acknowledged by then is given up. */
const sendWithinMs = 4_000;
/** So long the broker waits for its followers before it says that they did not answer. */
const acknowledgedWithinMs = 3_000;

/** Kafka did not take what was sent to these lanes, or to one of them: it does not say to which. */
class SendFailed extends Error {
  constructor(
    readonly lanes: readonly Lane[],
    override readonly cause: unknown,
  ) {
    super(String(cause));
  }
}

/**
 * Moves outbox rows to Kafka: takes them out in a transaction, sends, and commits after the acknowledgement. A crash in
 * between sends again and never loses. Parcels rely on no order, so instances share them (SKIP LOCKED); records for
 * other teams keep theirs, so a partition of them has one relay at a time (an advisory lock until the commit).
 *
 * All lanes go in one send, which fails as a whole. Its lanes are then tried one by one with a single row, each with a
 * back-off of its own, until Kafka takes it; the others go on meanwhile.
 */
export class Relay {
  #kicked = false;
  #wake: (() => void) | undefined;
  #stopping = false;
  #loop: Promise<void> | undefined;
  /** Halved when a send fails, which may have been too much at once for the time that it has. */
  #mostRows = mostRowsPerSend;
  readonly #producer: FreshProducer;
  readonly #apart = new LanesApart();
  readonly #producerApart: FreshProducer;
  #loopApart: Promise<void> | undefined;

  constructor(
    private readonly pool: Pick<Pool, 'connect'>,
    makeProducer: () => Sender,
    private readonly metrics: MessagingMetrics,
    private readonly onTrouble: OnTrouble,
    private readonly tracing: Tracing = noTracing,
  ) {
    this.#producer = new FreshProducer(makeProducer);
    this.#producerApart = new FreshProducer(makeProducer);
  }

  /** @throws when no broker answers */
  async start(): Promise<void> {
    await this.#producer.connected();
    this.#loop = this.#run();
  }

  /** Something was committed. A kick during a read is kept until that read is over. */
  kick(): void {
    this.#kicked = true;
    this.#wake?.();
  }

  /** Sends what is committed, once more, and stops; what Kafka does not take stays where it is. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await Promise.all([this.#loop, this.#loopApart]);
    await Promise.all([this.#producer.close(), this.#producerApart.close()]);
  }

  async #run(): Promise<void> {
    for (let failures = 0; ; ) {
      this.#kicked = false;
      try {
        const rows = await this.#relay(await this.#producer.connected());
        failures = 0;
        if (rows > 0) this.#mostRows = Math.min(mostRowsPerSend, this.#mostRows * 2);
        if (rows > 0) continue;
        if (this.#stopping) return;
      } catch (error) {
        if (error instanceof SendFailed) this.#setApart(error.lanes);
        if (this.#stopping) return;
        failures += 1;
        this.metrics.retried('send');
        this.onTrouble(error instanceof SendFailed ? error.cause : error, 'the relay tries again');
        await sleep(backOffMs(failures));
        continue;
      }
      if (!this.#kicked) await this.#pause();
    }
  }

  #setApart(lanes: readonly Lane[]): void {
    this.#mostRows = Math.max(1, this.#mostRows >> 1);
    this.#producer.giveUp();
    this.#apart.add(lanes, performance.now());
    this.#loopApart ??= this.#runApart();
  }

  /** Tries the lanes that stand apart, until there are none. */
  async #runApart(): Promise<void> {
    for (let next = this.#nextApart(); next && !this.#stopping; next = this.#nextApart()) {
      const { lane, waitMs } = next;
      if (waitMs > 0) {
        // In small steps, for a stop does not wait.
        await sleep(Math.min(waitMs, pollMs));
        continue;
      }
      try {
        await this.#relay(await this.#producerApart.connected(), lane);
        this.#apart.release(lane);
        this.kick();
      } catch (error) {
        this.#producerApart.giveUp();
        const failures = this.#apart.failed(lane, performance.now());
        this.metrics.retried('send');
        // A lane that is broken for hours is said to be ever more rarely.
        if (Number.isInteger(Math.log2(failures)))
          this.onTrouble(error instanceof SendFailed ? error.cause : error, 'a partition waits', {
            ...{ topic: lane.topic, partition: lane.partition, failures },
          });
      }
    }
    this.#loopApart = undefined;
  }

  #nextApart(): ReturnType<LanesApart['next']> {
    return this.#apart.next(performance.now());
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

  /** One round, of one row where it is for one lane only; answers how many rows it sent. */
  async #relay(producer: Sender, only?: Lane): Promise<number> {
    const startedAt = performance.now();
    const tx = await OpenTransaction.begin(this.pool);
    let rows: OutboxRow[];
    try {
      const [parcels, lanes] = await this.#take(tx, only);
      rows = parcels;
      if (lanes.length > 0) {
        // A statement of its own, whose snapshot is younger than the locks: what the lane's last holder sent is gone.
        const records = await tx.query<OutboxRow>('outbox-take-records', takeRecordsText, [
          lanes.map(({ topic }) => topic),
          lanes.map(({ partition }) => partition),
          only === undefined ? this.#mostRows : 1,
        ]);
        rows = [...parcels, ...records];
      }
      if (rows.length > 0) {
        rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
        crashPoint('before-send', () => rows.map(({ topic }) => topic));
        const refused = await this.#traced(rows, producer);
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

  #take(tx: OpenTransaction, only?: Lane): Promise<Taken> {
    if (only !== undefined) return takeOnly(tx, only, 1);
    const apart = this.#apart.lanes();
    if (apart.length > 0) return takeBeside(tx, apart, this.#mostRows);
    return Promise.all([
      tx.query<OutboxRow>('outbox-take-parcels', takeParcelsText, [this.#mostRows]),
      tx.query<Lane>('outbox-lanes', lanesText),
    ]);
  }

  async #traced(rows: readonly OutboxRow[], producer: Sender): Promise<OutboxRow[]> {
    const span = sendSpan(this.tracing, rows);
    try {
      const refused = await within(this.#send(rows, producer), sendWithinMs, 'a send to Kafka');
      span.end();
      return refused;
    } catch (error) {
      span.end(error);
      throw new SendFailed(lanesOf(rows), error);
    }
  }

  /** Answers the rows that the broker refuses for good. */
  async #send(rows: readonly OutboxRow[], producer: Sender): Promise<OutboxRow[]> {
    const refused: OutboxRow[] = [];
    for (const round of sendRounds(rows)) refused.push(...(await this.#sendRound(round, producer)));
    return refused;
  }

  async #sendRound(rows: readonly OutboxRow[], producer: Sender): Promise<OutboxRow[]> {
    const byTopic = new Map<string, TopicMessages>();
    for (const row of rows) {
      const topic = byTopic.get(row.topic) ?? { topic: row.topic, messages: [] };
      byTopic.set(row.topic, topic);
      topic.messages.push(...recordsOf(row));
    }
    try {
      const topicMessages = [...byTopic.values()];
      const acknowledged = await producer.sendBatch({ acks: -1, timeout: acknowledgedWithinMs, topicMessages });
      // kafkajs leaves out what goes to a partition that it does not know, and says nothing.
      const leftOut = lanesOf(rows).length - acknowledged.length;
      if (leftOut > 0) throw new Error(`Kafka acknowledged nothing for ${leftOut} of the partitions`);
      return [];
    } catch (error) {
      if (!refusedForGood(error)) throw error;
      if (rows.length === 1) return [...rows];
      const refused: OutboxRow[] = [];
      for (const row of rows) refused.push(...(await this.#sendRound([row], producer)));
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
