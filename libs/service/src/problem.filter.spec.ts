import { describe, expect, it } from '@jest/globals';
import { OutcomeUnknown, TryAgainLater } from '#libs/messaging';
import { problemOf } from './problem.filter.js';

const request = { method: 'POST', url: '/v1/things' };

describe('what may be repeated', () => {
  it.each([
    ['when the database stayed away', new OutcomeUnknown(new Error('gone')), 'outcome-unknown'],
    ['when its rows stayed in doubt', new TryAgainLater('the account A is in doubt by g'), 'row-in-doubt'],
  ])('is said %s, with the time to wait, and nothing of the inside', (_, error, slug) => {
    const problem = problemOf(error, request);
    expect([problem.status, problem.slug, problem.headers]).toEqual([503, slug, { 'retry-after': '1' }]);
    expect(JSON.stringify(problem)).not.toMatch(/gone|the account A/);
  });

  it.each([
    [{}, 'A trade that is being committed has what this would change in doubt.'],
    [{ account: 'A' }, 'A trade that is being committed has the account A in doubt.'],
    [{ side: 'B/DE' }, 'A trade that is being committed has the side B/DE in doubt.'],
  ])('names what is in doubt where that is known: %j', (details, sentence) => {
    const { body } = problemOf(new TryAgainLater('in doubt by g', details), request);
    expect(body).toMatchObject({ ...details, detail: `${sentence} Nothing was done; repeat the request.` });
    expect(JSON.stringify(body)).not.toContain('by g');
  });
});
