import { Gauge, type Registry } from 'prom-client';
import type { KafkaBatches } from '#libs/messaging';

/** How far the consumers are behind, read when somebody looks. No two of them read the same topic. */
export function consumerMeters(
  registry: Registry,
  consumers: readonly Pick<KafkaBatches, 'lag' | 'oldestWaitingAt'>[],
  now: () => number = Date.now,
): void {
  const registers = [registry];
  new Gauge({
    name: 'gridsaga_consumer_lag_records',
    help: 'Records of a partition that lay on the broker at the last fetch and are not in the database',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      // Partitions that went to another instance are no longer ours to speak of.
      this.reset();
      for (const consumer of consumers)
        for (const { topic, partition, records } of consumer.lag()) this.set({ topic, partition }, records);
    },
  });
  new Gauge({
    name: 'gridsaga_consumer_delay_seconds',
    help: 'Age of the oldest record that was fetched and is not in the database',
    registers,
    collect() {
      const oldestAt = Math.min(...consumers.map((consumer) => consumer.oldestWaitingAt() ?? Number.POSITIVE_INFINITY));
      this.set(Math.max(0, (now() - oldestAt) / 1000));
    },
  });
}
