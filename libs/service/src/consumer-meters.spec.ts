import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { consumerMeters } from './consumer-meters.js';

describe('the meters of the consumers', () => {
  it('show the lag of the partitions that they have, and the age of the oldest record that waits', async () => {
    const registry = new Registry();
    let partition = 1;
    let oldest: number | undefined = 4_000;
    const lag = () => [{ topic: 't', partition, records: 12 }];
    const idle = { lag: () => [{ topic: 'u', partition: 0, records: 0 }], oldestWaitingAt: () => undefined };
    consumerMeters(registry, [idle, { lag, oldestWaitingAt: () => oldest }], () => 9_500);
    expect(await registry.metrics()).toContain('gridsaga_consumer_delay_seconds 5.5');
    partition = 2;
    oldest = undefined;
    const page = await registry.metrics();
    expect(page).toContain('gridsaga_consumer_delay_seconds 0\n');
    expect(page.match(/^gridsaga_consumer_lag_records\{.*$/gm)).toEqual([
      'gridsaga_consumer_lag_records{topic="u",partition="0"} 0',
      'gridsaga_consumer_lag_records{topic="t",partition="2"} 12',
    ]);
  });
});
