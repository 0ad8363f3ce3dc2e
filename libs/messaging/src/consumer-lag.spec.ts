import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConsumerLag } from './consumer-lag.js';

const topic = 'commands.v1';
const fetched = (firstOffset: string, highWatermark: string, partition = 0) => ({
  ...{ topic, partition, firstOffset, highWatermark },
});

describe('the lag of a consumer', () => {
  it('is nothing while nothing was fetched', () => {
    expect(new ConsumerLag().read()).toEqual([]);
  });

  it('counts what lay on the broker and is not handled, per partition', () => {
    const lag = new ConsumerLag();
    lag.fetched(fetched('10', '15'));
    lag.fetched(fetched('7', '8', 3));
    expect(lag.read().map(({ partition, records }) => [partition, records])).toEqual([
      [0, 5],
      [3, 1],
    ]);
    lag.handled({ topic, partition: 0, offset: '12' });
    lag.fetched(fetched('15', '20'));
    expect(lag.read()[0]).toEqual({ topic, partition: 0, records: 7 });
  });

  it('says nothing of partitions that have gone, nor of what is still handled of them', () => {
    const lag = new ConsumerLag();
    lag.fetched(fetched('10', '15'));
    lag.forget();
    lag.handled({ topic, partition: 0, offset: '12' });
    expect(lag.read()).toEqual([]);
  });

  it('is never below zero, and zero when all is handled', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.nat(1000), (first, more, handled) => {
        const lag = new ConsumerLag();
        lag.fetched(fetched(String(first), String(first + more)));
        lag.handled({ topic, partition: 0, offset: String(first + handled - 1) });
        expect(lag.read()[0]?.records).toBe(Math.max(0, more - handled));
      }),
    );
  });
});
