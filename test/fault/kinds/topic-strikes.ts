import kafkajs, { type Kafka, Partitioners, type Producer } from 'kafkajs';
import type { Stack } from '../../../local/stack.js';
import { hastyKafka, KafkaSilent } from '../../support/topic-window.js';
import { type Repeated, repeatedly } from './repeatedly.js';

/**
 * Puts records on topics again and again, past all proxies. Another fault may have taken the broker away: such a strike
 * counts for nothing.
 *
 * @param strike answers how often it has struck
 */
export function strikingTopics(
  { brokers }: Stack,
  pauseMs: number,
  strike: (kafka: Kafka, producer: Producer) => Promise<number>,
): Repeated {
  const kafka = hastyKafka(brokers);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const striking = repeatedly(pauseMs, async () => {
    try {
      await producer.connect();
      return await strike(kafka, producer);
    } catch (failure) {
      if (isOfTheBroker(failure)) return 0;
      throw failure;
    }
  });
  return { stop: () => striking.stop().finally(() => producer.disconnect().catch(() => undefined)) };
}

/**
 * Whether the broker is away, or silent. kafkajs says of a request that meets a connection's end that the broker is not
 * connected, in an error of no class.
 */
export const isOfTheBroker = (failure: unknown): boolean =>
  failure instanceof kafkajs.KafkaJSError ||
  failure instanceof KafkaSilent ||
  (failure as Error).message === 'Broker not connected';
