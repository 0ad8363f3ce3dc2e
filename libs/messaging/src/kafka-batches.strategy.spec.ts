import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { KafkaBatches } from './kafka-batches.strategy.js';

type Listener = (event: { payload: object }) => void;

/** A consumer that says what it is told to say, and nothing else. */
class FakeConsumer {
  readonly events = { GROUP_JOIN: 'join', HEARTBEAT: 'heartbeat', CRASH: 'crash' };
  readonly #listeners = new Map<string, Listener>();
  eachBatch: ((payload: EachBatchPayload) => Promise<void>) | undefined;
  disconnects = 0;

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }

  says(event: string, payload = {}): void {
    this.#listeners.get(event)?.({ payload });
  }

  async connect(): Promise<void> {}
  async subscribe(): Promise<void> {}
  async commitOffsets(): Promise<void> {}

  async run({ eachBatch }: { eachBatch: (payload: EachBatchPayload) => Promise<void> }): Promise<void> {
    this.eachBatch = eachBatch;
    this.says('join');
  }

  /** One that hangs does not end either. */
  disconnect(): Promise<void> {
    this.disconnects += 1;
    return new Promise(() => undefined);
  }
}

const aBatch = (value: string): EachBatchPayload =>
  ({
    batch: {
      topic: 'commands.v1',
      partition: 0,
      highWatermark: '1',
      messages: [{ offset: '0', value: Buffer.from(value), timestamp: '0' }],
      lastOffset: () => '0',
    },
    resolveOffset: () => undefined,
    isRunning: () => true,
    isStale: () => false,
    heartbeat: async () => undefined,
  }) as unknown as EachBatchPayload;

const running: KafkaBatches[] = [];
// A consumer that hangs is not waited for.
afterEach(() => {
  for (const one of running.splice(0)) void one.close();
});

async function started(session = { sessionTimeout: 60, heartbeatInterval: 10, rebalanceTimeout: 60 }) {
  const consumers: FakeConsumer[] = [];
  const handled: string[] = [];
  const kafka = {
    consumer() {
      const consumer = new FakeConsumer();
      consumers.push(consumer);
      return consumer;
    },
  };
  const batches = new KafkaBatches({
    kafka: kafka as unknown as Kafka,
    groupId: 'any',
    topics: ['commands.v1'],
    partitions: 1,
    session,
    ...{ batchMessages: 10, lingerMs: 0, commitEveryMs: 20, wall: () => 0, onTrouble: () => undefined },
    worker: {
      read: (record) => ({ record, tasks: [String(record.value)] }),
      async handle(records) {
        handled.push(...records.flatMap(({ tasks }) => tasks as string[]));
        return 'handled';
      },
    },
  });
  running.push(batches);
  await new Promise<void>((resolve, reject) =>
    batches.listen((error) => (error === undefined ? resolve() : reject(error as Error))),
  );
  return { consumers, handled };
}

describe('a consumer', () => {
  it('that hears nothing of the broker for too long is given up for another one, however it hangs', async () => {
    const { consumers, handled } = await started();
    for (let looks = 0; looks < 200 && consumers.length < 2; looks += 1) await pause(20);
    const [first, second] = consumers;
    expect([consumers.length > 1, first?.disconnects]).toEqual([true, 1]);
    await first?.eachBatch?.(aBatch('from the one that was given up'));
    await consumers.at(-1)?.eachBatch?.(aBatch('from its successor'));
    await pause(20);
    expect(second).toBeDefined();
    expect(handled).toEqual(['from its successor']);
    // It was joining its group when it was given up, and has joined.
    first?.says('heartbeat');
    expect(first?.disconnects).toBe(2);
  });

  it('that is answered stays', async () => {
    const { consumers } = await started();
    for (let beat = 0; beat < 20; beat += 1) {
      consumers[0]?.says('heartbeat');
      await pause(15);
    }
    expect(consumers).toHaveLength(1);
  });

  it('that kafkajs gives up on is followed by another one', async () => {
    const { consumers } = await started({ sessionTimeout: 60_000, heartbeatInterval: 10, rebalanceTimeout: 60_000 });
    consumers[0]?.says('crash', { error: new Error('final'), restart: true });
    await pause(20);
    expect(consumers).toHaveLength(1);
    consumers[0]?.says('crash', { error: new Error('final'), restart: false });
    // Not at once: what ends one consumer may end the next as soon.
    await pause(200);
    expect(consumers).toHaveLength(1);
    for (let looks = 0; looks < 100 && consumers.length < 2; looks += 1) await pause(20);
    expect(consumers).toHaveLength(2);
  });
});
