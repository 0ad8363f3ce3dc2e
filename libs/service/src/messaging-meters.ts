import { Counter, Histogram, type Registry } from 'prom-client';
import type { MessagingMetrics } from '#libs/messaging';

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** What messaging tells, as Prometheus reads it. */
export function messagingMeters(registry: Registry): MessagingMetrics {
  const registers = [registry];
  const batchSize = new Histogram({
    name: 'gridsaga_batch_messages',
    help: 'Messages that shared one transaction',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 400, 800],
    registers,
  });
  const batchSeconds = new Histogram({
    name: 'gridsaga_batch_seconds',
    help: 'One transaction of the shell',
    buckets: seconds,
    registers,
  });
  const relaySeconds = new Histogram({
    name: 'gridsaga_relay_seconds',
    help: 'From the outbox to the acknowledgement',
    buckets: seconds,
    registers,
  });
  const relayed = new Counter({
    name: 'gridsaga_relayed_rows_total',
    help: 'Outbox rows that Kafka acknowledged',
    registers,
  });
  const parked = new Counter({
    name: 'gridsaga_messages_parked_total',
    help: 'Messages that could not be handled',
    registers,
  });
  const retried = new Counter({
    name: 'gridsaga_retries_total',
    help: 'Batches of messages, groups of requests and sends that were tried again',
    labelNames: ['what'],
    registers,
  });
  // A series that appears with its first retry would hide that retry from every rate.
  for (const what of ['batch', 'group', 'send']) retried.inc({ what }, 0);
  return {
    batch(messages, ms) {
      batchSize.observe(messages);
      batchSeconds.observe(ms / 1000);
    },
    relayed(rows, ms) {
      relayed.inc(rows);
      relaySeconds.observe(ms / 1000);
    },
    parked: (messages) => parked.inc(messages),
    retried: (what) => retried.inc({ what }),
  };
}
