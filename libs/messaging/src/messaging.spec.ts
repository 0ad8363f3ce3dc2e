import { describe, expect, it } from '@jest/globals';
import type { ConsumerConfig } from 'kafkajs';
import { Messaging } from './messaging.js';
import { noMetrics } from './messaging-metrics.js';
import type { RecordWorker } from './record-worker.js';

const service = 'counting';

/** Messaging that connects to nothing, and how each consumer it makes is to fetch. */
function unconnected() {
  const configs: ConsumerConfig[] = [];
  const messaging = new Messaging({
    ...{ service, instance: 'counting-1', brokers: ['nowhere:9092'], pool: {} as never },
    ...{ tables: [], store: {} as never, clock: { name: 'now', text: 'SELECT' }, metrics: noMetrics },
    ...{ topics: [{ name: 'commands.v1', partitions: 4, retentionMs: -1 }], parkedTopic: 'parked.v1' },
    session: { sessionTimeout: 10_000, heartbeatInterval: 3_000, rebalanceTimeout: 20_000 },
    ...{ batchMessages: 400, lingerMs: 10, onTrouble: () => undefined },
  });
  const { kafka } = messaging;
  const consumer = kafka.consumer.bind(kafka);
  kafka.consumer = (config) => {
    if (config) configs.push(config);
    return consumer(config);
  };
  return { messaging, configs };
}

const worker: RecordWorker = {
  read: (record) => ({ record, tasks: [] }),
  handle: async () => 'handled',
};

describe('a consumer that is idle', () => {
  it.each([
    ['of the service', (messaging: Messaging<never, unknown>) => messaging.consumer([]), 20],
    [
      'of the service in a group of its own',
      (messaging: Messaging<never, unknown>) => messaging.consumer([], `${service}.beside`),
      100,
    ],
    [
      'with a worker of its own',
      (messaging: Messaging<never, unknown>) => messaging.consumerOf({ group: 'beside', topics: [], worker }),
      100,
    ],
  ])('%s waits, and is answered at the first byte', (_, consumer, maxWaitTimeInMs) => {
    const { messaging, configs } = unconnected();
    consumer(messaging);
    expect(configs).toMatchObject([{ maxWaitTimeInMs, minBytes: 1 }]);
  });
});
