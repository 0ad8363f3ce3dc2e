import { describe, expect, it } from '@jest/globals';
import { recordLines, recordPairs } from './record-lines.js';

describe('a record', () => {
  it('shows each field with its label, objects flattened and lists of objects left to tables', () => {
    const pairs = recordPairs({
      tradeId: 'a',
      trade: { sellerSide: null, state: 'cleared' },
      stuck: ['post funds'],
      energyWh: 20_000,
      freeEur: '1.00000000',
      revision: 4,
      rejected: { step: 'hold funds', because: { reason: 'account frozen', party: '99X' } },
      legs: [{ energyWh: 1 }],
    });
    expect(recordLines(pairs)).toEqual([
      'trade id           a',
      'trade seller side',
      'trade state        cleared',
      'stuck              post funds',
      'energy             20 kWh',
      'free               1.00 EUR',
      'revision           4',
      'rejected step      hold funds',
      'rejected because   account frozen (party 99X)',
    ]);
  });

  it('indents the further lines of a text', () => {
    expect(recordLines([['stack', 'Error\nstate  cleared']])).toEqual(['stack  Error\n       state  cleared']);
  });
});
