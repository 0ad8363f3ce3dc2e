import { describe, expect, it } from '@jest/globals';
import { type ClientCall, ClientHistory, type Heard } from './client-history.js';

const taken = (...tradeIds: (string | null)[]): Heard => ({ heard: 'ok', tradeIds });
const refused: Heard = { heard: 'failed', because: '422 a reason', forNow: false };
const overloaded: Heard = { heard: 'failed', because: '503 overloaded', forNow: true };
const cutOff: Heard = { heard: 'unknown', because: 'cut off' };

const good: ClientCall = { key: 'k', expected: ['may clear', 'is rejected'], referenced: true };
const bad: ClientCall = { key: 'k', expected: ['is refused'], referenced: false };
const mixed: ClientCall = { key: 'k', expected: ['may clear', 'is refused'], referenced: false };

function historyOf(call: ClientCall, heard: readonly Heard[]): ClientHistory {
  const history = new ClientHistory();
  history.begin(call);
  for (const [at, one] of heard.entries()) history.heard('k', one, at > 0);
  return history;
}

describe('the record of a client', () => {
  it.each<[string, ClientCall, Heard[], Heard]>([
    ['a call that was taken', good, [taken('a', 'b')], taken('a', 'b')],
    ['a call that was cut off', good, [cutOff], cutOff],
    ['a call that was cut off and then taken', good, [cutOff, taken('a', 'b')], taken('a', 'b')],
    ['a call that was taken and whose repeat was cut off', good, [taken('a', 'b'), cutOff], taken('a', 'b')],
    ['a call that was refused for now', good, [overloaded], overloaded],
    ['a call that was cut off, of which a refusal for now says nothing', good, [cutOff, overloaded], cutOff],
    ['a call that was cut off and then refused', bad, [cutOff, refused], refused],
    ['a call of which one trade was refused', mixed, [taken('a', null)], taken('a', null)],
  ])('knows %s', (_, call, heard, known) => {
    const history = historyOf(call, heard);
    expect(history.findings).toEqual([]);
    expect(history.take()).toEqual([{ ...call, known }]);
  });

  it.each<[string, ClientCall, Heard[], RegExp]>([
    ['two answers to one key', good, [taken('a', 'b'), taken('a', 'c')], /a b and then with a c/],
    ['a call that was taken and then refused', good, [taken('a', 'b'), refused], /taken, and .* 422/],
    ['a call that was refused and then taken', mixed, [overloaded, taken('a', null)], /503 overloaded, and .* taken/],
    ['a refusal of what is right', good, [refused], /nothing was wrong/],
    ['the taking of what is wrong', mixed, [taken('a', 'b')], /is refused was answered with a b/],
    ['an answer for fewer trades', good, [taken('a')], /answered with a$/],
  ])('finds %s', (_, call, heard, finding) => {
    expect(historyOf(call, heard).findings).toContainEqual(expect.stringMatching(finding));
  });

  it('counts what was taken away, too', () => {
    const history = historyOf(good, [cutOff, cutOff]);
    history.take();
    history.begin({ ...good, key: 'l' });
    history.heard('l', taken('a', 'b'), false);
    expect(history.counts).toEqual({ ok: 1, failed: 0, unknown: 1, repeated: 1 });
  });
});
