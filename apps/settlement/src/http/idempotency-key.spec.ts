import { describe, expect, it } from '@jest/globals';
import { idOfRequest } from './idempotency-key.js';

describe('the id of a request', () => {
  it('is the same for the same caller and key, and another for any other', () => {
    const id = idOfRequest('operator', 'key-1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOfRequest('operator', 'key-1')).toBe(id);
    expect(idOfRequest('operator', 'key-2')).not.toBe(id);
    expect(idOfRequest('another', 'key-1')).not.toBe(id);
  });

  it.each([
    ['is missing', undefined, 'idempotency-key-missing'],
    ['is empty', '', 'idempotency-key-malformed'],
    ['has a space', 'a b', 'idempotency-key-malformed'],
    ['is too long', 'k'.repeat(256), 'idempotency-key-malformed'],
  ])('is refused where the key %s', (_, key, slug) => {
    expect(() => idOfRequest('operator', key)).toThrow(expect.objectContaining({ status: 400, slug }));
  });
});
