import { describe, expect, it } from '@jest/globals';
import { brokerFault } from './broker-fault.js';

describe('the broker', () => {
  it.each<[string, (number | undefined)[], string | undefined]>([
    ['answers one consumer', [1_000], undefined],
    ['answers all consumers', [1_000, 0, 6_000], undefined],
    ['has not taken the only one in', [undefined], 'the consumer has not joined its group yet'],
    ['has not taken all of them in', [10, undefined, 10], '1 of 3 consumers have not joined their groups yet'],
    ['leaves one of them alone', [10, 7_400, 10], 'the broker has not answered for 7 s'],
  ])('%s', (_, silences, fault) => {
    const consumers = silences.map((silentMs) => ({ silentMs: () => silentMs }));
    expect(brokerFault(consumers, 6_000)).toBe(fault);
  });
});
