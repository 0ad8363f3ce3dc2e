import kafkajs, { type Kafka, type Producer } from 'kafkajs';

/**
 * The producer of a relay. It tries once: what fails is in the outbox still, and the relay sends all of it again. kafkajs's
 * own second try leaves out every broker that has answered the first, and with it the partitions that have moved there
 * from a dead one; it then says that all was sent (tulios/kafkajs, issue 1303).
 */
export const relayProducer = (kafka: Kafka): Producer =>
  kafka.producer({
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
  });
