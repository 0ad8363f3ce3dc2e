import { Gauge, type Registry } from 'prom-client';
import type { KafkaBatches } from '#libs/messaging';

/** How far the consumer is behind, read when somebody looks. */
export function consumerMeters(
  registry: Registry,
  consumer: Pick<KafkaBatches, 'lag' | 'oldestWaitingAt'>,
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
      for (const { topic, partition, records } of consumer.lag()) this.set({ topic, partition }, records);
    },
  });
  new Gauge({
    name: 'gridsaga_consumer_delay_seconds',
    help: 'Age of the oldest record that was fetched and is not in the database',
    registers,
    collect() {
      const at = consumer.oldestWaitingAt();
      this.set(at === undefined ? 0 : Math.max(0, (now() - at) / 1000));
    },
  });
}
