import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { AttentiveKafka } from './attentive-kafka.js';
import { BatchWorker, type ConsumedTopic } from './batch-worker.js';
import { DatabaseWall } from './database-wall.js';
import { ensureTopics, type TopicCopies, type TopicShape } from './ensure-topics.js';
import { GroupCommit } from './group-commit.js';
import { Inbox, turnInboxDays } from './inbox.js';
import { KafkaBatches } from './kafka-batches.strategy.js';
import type { MessagingMetrics } from './messaging-metrics.js';
import { Outbox } from './outbox.js';
import { ParkedDesk } from './parked-desk.js';
import { parkedStore } from './parked.store.js';
import { Parking } from './parking.js';
import type { RecordWorker } from './record-worker.js';
import { Relay } from './relay.js';
import { relayProducer } from './relay-producer.js';
import { Shell } from './shell.js';
import { noTracing, type Tracing } from './tracing.js';
import type { OnTrouble } from './trouble.js';
import type { Store, Work } from './work.js';

export interface MessagingOptions<Table extends string, State> {
  /** The consumer group, and the name under which the inbox remembers. */
  readonly service: string;
  readonly instance: string;
  readonly brokers: readonly string[];
  /** A request to Kafka that has no answer after so long fails, and its connection ends; 5 s unless given. */
  readonly requestTimeoutMs?: number;
  readonly pool: Pick<Pool, 'connect' | 'query'>;
  /** In lock order. */
  readonly tables: readonly Table[];
  readonly store: Store<Table, State>;
  readonly clock: { readonly name: string; readonly text: string };
  /** Every topic that the service reads or writes. */
  readonly topics: readonly TopicShape[];
  /** Of the topics that this service makes; one copy unless said otherwise. */
  readonly copies?: TopicCopies;
  readonly parkedTopic: string;
  readonly session: {
    readonly sessionTimeout: number;
    readonly heartbeatInterval: number;
    readonly rebalanceTimeout: number;
  };
  readonly batchMessages: number;
  readonly lingerMs: number;
  readonly metrics: MessagingMetrics;
  /** Off unless given. */
  readonly tracing?: Tracing;
  readonly onTrouble: OnTrouble;
}

/** Topics with a consumer and a worker of their own. */
export interface WorkedTopics {
  /** The consumer group. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly worker: RecordWorker;
}

const usualRequestTimeoutMs = 5_000;
const hourMs = 3_600_000;

/**
 * Consumers beside the service's own are several and mostly idle, and each empty fetch costs both sides a request. Held
 * for longer there are fewer of them; a fetch asks for one byte at least, so that a message is answered at once anyway.
 */
const besideMaxWaitMs = 100;

/** A service's messaging, put together: the shell that decides, the relay that sends, the consumer that feeds it. */
export class Messaging<Table extends string, State> {
  readonly shell: Shell<Table, State>;
  readonly groups: GroupCommit;
  /** What operators see of parked messages, and do with them. */
  readonly parked: ParkedDesk;
  readonly kafka: Kafka;
  /** For transactions that are not the shell's; whoever commits one kicks the relay. */
  readonly outbox: Outbox;
  readonly #relay: Relay;
  readonly #wall: DatabaseWall;
  #turning: NodeJS.Timeout | undefined;

  constructor(private readonly options: MessagingOptions<Table, State>) {
    const { service, instance, pool, tables, store, clock, metrics, onTrouble, tracing = noTracing } = options;
    const partitions = new Map(options.topics.map((topic) => [topic.name, topic.partitions]));
    const partitionsOf = (topic: string): number => {
      const count = partitions.get(topic);
      if (count === undefined) throw new Error(`topic ${topic} is not among those of ${service}`);
      return count;
    };
    this.kafka = new AttentiveKafka({
      clientId: instance,
      brokers: [...options.brokers],
      requestTimeout: options.requestTimeoutMs ?? usualRequestTimeoutMs,
      logLevel: kafkajs.logLevel.ERROR,
      logCreator:
        () =>
        ({ label, log }) =>
          onTrouble(log['error'] === undefined ? log.message : `${log.message}: ${log['error']}`, `kafka ${label}`),
      retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 8 },
    });
    const outbox = new Outbox(instance, partitionsOf, service);
    this.outbox = outbox;
    const parking = new Parking(options.parkedTopic);
    this.#wall = new DatabaseWall(pool);
    const parts = { pool, outbox, inbox: new Inbox(service), parking, clock, metrics, tracing };
    this.shell = new Shell({ ...parts, tables, store });
    const mark = async () => ({ id: randomUUID(), at: new Date(await this.#wall.told()).toISOString() });
    this.groups = new GroupCommit(this.shell, { metrics, tracing, mark });
    // What an operator decides needs rows of messaging only, and none of the service's store.
    const desk = new Shell({
      ...parts,
      tables: ['parked' as const],
      store: parkedStore,
    });
    this.parked = new ParkedDesk({ pool, shell: desk, groups: this.groups, mark, instance, partitions });
    this.#relay = new Relay(pool, () => relayProducer(this.kafka), metrics, onTrouble, tracing);
    for (const shell of [this.shell, desk]) shell.onCommit(() => this.#relay.kick());
  }

  /** @throws when a topic stands with another partition count */
  async start(): Promise<void> {
    const { topics, copies = { replication: 1 }, pool, onTrouble } = this.options;
    const mistakes = await ensureTopics(this.kafka, topics, copies);
    if (mistakes.length > 0) throw new Error(mistakes.join('; '));
    const turn = async (): Promise<void> => turnInboxDays(pool, await this.#wall.ask());
    await turn();
    this.#turning = setInterval(() => void turn().catch((error) => onTrouble(error, 'inbox days')), hourMs);
    await this.#relay.start();
  }

  /** Something was committed that the relay is to send; a transaction of the shell says so itself. */
  kick(): void {
    this.#relay.kick();
  }

  /**
   * The Nest transport that feeds these topics to the shell.
   *
   * @param group the consumer group; one of its own where its messages are not to wait behind the service's others
   */
  consumer(consumed: readonly ConsumedTopic[], group = this.options.service): KafkaBatches {
    const { metrics, onTrouble, tracing } = this.options;
    this.parked.reads(consumed);
    const worked = {
      group,
      topics: consumed.map(({ topic }) => topic),
      worker: new BatchWorker(this.shell as unknown as Shell<string, unknown>, consumed, metrics, onTrouble, tracing),
    };
    return group === this.options.service ? this.#transport(worked) : this.consumerOf(worked);
  }

  /** A Nest transport that feeds topics to a worker of their own, which needs no shell. */
  consumerOf(worked: WorkedTopics): KafkaBatches {
    return this.#transport(worked, besideMaxWaitMs);
  }

  #transport({ group, topics, worker }: WorkedTopics, maxWaitMs?: number): KafkaBatches {
    const { onTrouble, session, batchMessages, lingerMs } = this.options;
    return new KafkaBatches({
      kafka: this.kafka,
      groupId: group,
      partitions: Math.max(...this.options.topics.map(({ partitions }) => partitions)),
      ...{ topics, worker, session, batchMessages, lingerMs, onTrouble },
      wall: () => this.#wall.now(),
      ...(maxWaitMs !== undefined && { maxWaitMs }),
      commitEveryMs: 500,
    });
  }

  /** Sends what is committed and lets go of Kafka; the consumer is closed before. */
  async stop(): Promise<void> {
    clearInterval(this.#turning);
    await this.#relay.stop();
  }
}

/** A work as the consumer takes it. */
export const consumedBy = <Table extends string, State, Message, Answer>(
  topic: string,
  carries: ConsumedTopic['carries'],
  work: Work<Table, State, Message, Answer>,
): ConsumedTopic => ({ topic, carries, work: work as ConsumedTopic['work'] });
