import { describe, expect, it } from '@jest/globals';
import { Problem, problems, slugOf } from './problem.js';

describe('a problem', () => {
  it('is an RFC 9457 document whose own members no extra member can replace', () => {
    const problem = problems.conflict('not-enough-free-money', 'It takes 5.', { neededEur: '5.00000000', status: 200 });
    expect(JSON.parse(JSON.stringify(problem))).toEqual({
      type: 'urn:gridsaga:problem:not-enough-free-money',
      title: 'Conflict',
      status: 409,
      detail: 'It takes 5.',
      neededEur: '5.00000000',
    });
  });

  it.each([
    [problems.malformed('x'), 400, 'malformed'],
    [problems.badRequest('no-key', 'x'), 400, 'no-key'],
    [problems.unauthorized('x'), 401, 'unauthorized'],
    [problems.forbidden('x'), 403, 'forbidden'],
    [problems.notFound('trade 1'), 404, 'not-found'],
    [problems.invalidFields([]), 422, 'invalid-fields'],
    [problems.unprocessable('other-payload', 'x'), 422, 'other-payload'],
    [problems.tooMany('x', 1), 429, 'too-many-requests'],
    [problems.unavailable('overloaded', 'x', 1), 503, 'overloaded'],
  ])('%s has its status and its type', (problem: Problem, status, slug) => {
    expect([problem.status, problem.body['status'], problem.body['type']]).toEqual([
      status,
      status,
      `urn:gridsaga:problem:${slug}`,
    ]);
  });

  it('says when to come back', () => {
    expect(problems.unavailable('overloaded', 'x', 3).headers).toEqual({ 'retry-after': '3' });
  });

  it.each([
    ['not enough free money', 'not-enough-free-money'],
    ['same id, different content', 'same-id-different-content'],
    ['past the pivot', 'past-the-pivot'],
  ])('turns the reason %j into the slug %s', (reason, slug) => {
    expect(slugOf(reason)).toBe(slug);
  });
});
