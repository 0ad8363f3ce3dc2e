import { describe, expect, it } from '@jest/globals';
import type { Heard } from './client-history.js';
import { heardOf } from './client-sending.js';

const problem = (status: number, slug: string) => ({ status, body: { type: `urn:gridsaga:problem:${slug}`, status } });

describe('what a client concludes from an answer', () => {
  it.each<[string, { status: number; body: unknown }, Heard['heard']]>([
    ['one trade', { status: 202, body: { tradeId: 'a' } }, 'ok'],
    ['some trades of several', { status: 202, body: { results: [{ tradeId: 'a' }, { status: 422 }] } }, 'ok'],
    ['no trade of several', { status: 202, body: { results: [{ status: 422 }, { status: 400 }] } }, 'failed'],
    ['a bad form', problem(400, 'invalid-fields'), 'failed'],
    ['a refusal', problem(422, 'gate-closed'), 'failed'],
    ['a key used otherwise', problem(422, 'same-key-different-payload'), 'failed'],
    ['an overload', problem(503, 'overloaded'), 'failed'],
    ['a row in doubt', problem(503, 'row-in-doubt'), 'failed'],
    ['an outcome that the service does not know', problem(503, 'outcome-unknown'), 'unknown'],
    ['a service that is not there', problem(503, 'unavailable'), 'unknown'],
    ['a failure of the service', problem(500, 'internal'), 'unknown'],
    ['a request that came too slowly', problem(408, 'timeout'), 'unknown'],
  ])('%s', (_, answer, heard) => {
    expect(heardOf(answer).heard).toBe(heard);
  });

  it.each([
    ['overloaded', true],
    ['gate-closed', false],
  ])('a refusal of %s is for now: %s', (slug, forNow) => {
    expect(heardOf(problem(forNow ? 503 : 422, slug))).toMatchObject({ heard: 'failed', forNow });
  });
});
