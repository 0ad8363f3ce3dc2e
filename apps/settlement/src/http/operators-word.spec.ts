import { describe, expect, it } from '@jest/globals';
import { auditOfAccount, wordOf } from './operators-word.js';

const anna = { id: 'operator:anna', name: 'anna', role: 'operator', party: undefined } as const;

describe('the word of an operator', () => {
  it('says who, why and what was seen, under an id of its own', () => {
    const word = wordOf(anna, 'a doubt', 3);
    expect(word).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      who: 'operator:anna',
      why: 'a doubt',
      seen: 3,
    });
    expect(wordOf(anna, 'a doubt').id).not.toBe(word.id);
    expect(wordOf(anna, 'a doubt').seen).toBeNull();
  });

  it('becomes an audit record of the account', () => {
    const word = wordOf(anna, 'a doubt');
    expect(auditOfAccount(word, 'freeze', 'X', { version: 2 })).toEqual({
      ...{ id: word.id, who: 'operator:anna', why: 'a doubt', seen: null },
      ...{ action: 'freeze', of: 'account/X', details: { version: 2 } },
    });
  });
});
