import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { whileUnsettled } from './while-unsettled.js';

const notLeader = new kafkajs.KafkaJSProtocolError(
  Object.assign(new Error('This server is not the leader for that topic-partition'), {
    type: 'NOT_LEADER_FOR_PARTITION',
    code: 6,
    retriable: true,
  }),
);

describe('a question to Kafka', () => {
  it('is asked again while a partition has no leader yet', async () => {
    let asked = 0;
    const ask = async (): Promise<string> => {
      asked += 1;
      if (asked < 3) throw notLeader;
      return 'led';
    };
    expect(await whileUnsettled(ask)).toBe('led');
    expect(asked).toBe(3);
  });

  it('is asked once where the answer will not change', async () => {
    let asked = 0;
    const ask = async (): Promise<never> => {
      asked += 1;
      throw new Error('no such topic');
    };
    await expect(whileUnsettled(ask)).rejects.toThrow('no such topic');
    expect(asked).toBe(1);
  });
});
