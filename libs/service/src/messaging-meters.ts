import { Counter, Histogram, type Registry } from 'prom-client';
import type { MessagingMetrics } from '#libs/messaging';

const milliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** What messaging tells, as Prometheus reads it. */
export function messagingMeters(registry: Registry): MessagingMetrics {
  const registers = [registry];
  const batchSize = new Histogram({
    name: 'gridsaga_batch_messages',
    help: 'Messages that shared one transaction',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 400, 800],
    registers,
  });
  const batchMs = new Histogram({
    name: 'gridsaga_batch_ms',
    help: 'One transaction of the shell',
    buckets: milliseconds,
    registers,
  });
  const relayMs = new Histogram({
    name: 'gridsaga_relay_ms',
    help: 'From the outbox to the acknowledgement',
    buckets: milliseconds,
    registers,
  });
  const relayed = new Counter({
    name: 'gridsaga_relayed_rows_total',
    help: 'Outbox rows that Kafka acknowledged',
    registers,
  });
  const parked = new Counter({
    name: 'gridsaga_parked_messages_total',
    help: 'Messages that could not be handled',
    registers,
  });
  const retried = new Counter({
    name: 'gridsaga_retried_batches_total',
    help: 'Transactions that were tried again',
    registers,
  });
  return {
    batch(messages, ms) {
      batchSize.observe(messages);
      batchMs.observe(ms);
    },
    relayed(rows, ms) {
      relayed.inc(rows);
      relayMs.observe(ms);
    },
    parked: (messages) => parked.inc(messages),
    retried: () => retried.inc(),
  };
}
