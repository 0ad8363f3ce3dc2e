import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOffMs, CommitRefused, isRetriable, isUniqueViolation } from './retriable.js';

const coded = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

describe('what may be tried again', () => {
  it.each([
    ['a unique violation', coded('23505'), true],
    ['a check violation', coded('23514'), false],
    ['a foreign key violation', coded('23503'), false],
    ['a number out of range', coded('22003'), false],
    ['a text that is no UUID', coded('22P02'), false],
    ['an index row that is too large', coded('54000'), false],
    ['a table that is not there', coded('42P01'), false],
    ['a serialization failure', coded('40001'), true],
    ['a deadlock', coded('40P01'), true],
    ['a lock that was not to be had', coded('55P03'), true],
    ['a full disk', coded('53100'), true],
    ['too many connections', coded('53300'), true],
    ['a server that is shutting down', coded('57P01'), true],
    ['a server that is starting up', coded('57P03'), true],
    ['a statement that was cancelled', coded('57014'), true],
    ['a standby, which is read-only', coded('25006'), true],
    ['a transaction that was idle for too long', coded('25P03'), true],
    ['a connection failure', coded('08006'), true],
    ['a refused connection', coded('ECONNREFUSED'), true],
    ['a reset connection', coded('ECONNRESET'), true],
    ['a broken pipe, whose code has five characters', coded('EPIPE'), true],
    ['a name that is not resolved yet', coded('EAI_AGAIN'), true],
    ['a bug in a call', coded('ERR_INVALID_ARG_TYPE'), false],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), true],
    [
      'a client that lost its connection',
      new Error('Client has encountered a connection error and is not queryable'),
      true,
    ],
    ['a pool that had no connection', new Error('timeout exceeded when trying to connect'), true],
    ['a commit that rolled back', new CommitRefused('ROLLBACK'), true],
    ['a rule that speaks of connections', new Error('the grid connection is unknown'), false],
    ['a bug', new TypeError('x is undefined'), false],
    ['nothing', undefined, false],
    ['a text', 'Connection terminated', false],
  ])('%s', (_, error, answer) => {
    expect(isRetriable(error)).toBe(answer);
  });

  it('tells unique violations apart, which are retriable for a while only', () => {
    expect([coded('23505'), coded('23514'), undefined].map(isUniqueViolation)).toEqual([true, false, false]);
  });

  it('waits between half and all of a pause that doubles from 20 ms to 2 s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (attempt) => {
        const whole = Math.min(2000, 20 * 2 ** (attempt - 1));
        const pauseMs = backOffMs(attempt);
        expect(pauseMs).toBeGreaterThanOrEqual(whole / 2);
        expect(pauseMs).toBeLessThanOrEqual(whole);
      }),
    );
  });
});
