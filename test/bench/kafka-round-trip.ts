import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { type Spread, spreadOf } from './spread.js';

const topic = 'bench.round-trip';
const warmUpCount = 100;
const valueBytes = 1_000;

/**
 * Produces with all acknowledgements, and consumes, one record at a time: what a saga cannot be faster than, twice or more
 * times over. Milliseconds from the send to the arrival.
 */
export async function kafkaRoundTrip(brokers: string, count: number): Promise<Spread> {
  const kafka = new kafkajs.Kafka({ clientId: 'bench', brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  const consumer = kafka.consumer({ groupId: 'bench.round-trip', maxWaitTimeInMs: 20 });
  let arrived: () => void = () => undefined;
  try {
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
    await producer.connect();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const joined = new Promise<unknown>((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => arrived() });
    await joined;
    await pause(200);
    const value = Buffer.alloc(valueBytes, 'x');
    const roundTripsMs: number[] = [];
    for (let i = 0; i < warmUpCount + count; i += 1) {
      const back = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const sentAt = performance.now();
      await Promise.all([producer.send({ topic, acks: -1, messages: [{ partition: 0, value }] }), back]);
      if (i >= warmUpCount) roundTripsMs.push(performance.now() - sentAt);
    }
    return spreadOf(roundTripsMs);
  } finally {
    await consumer.disconnect();
    await producer.disconnect();
    await admin.disconnect();
  }
}
