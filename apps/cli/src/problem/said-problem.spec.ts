import { describe, expect, it } from '@jest/globals';
import { type ProblemDocument, saidProblem } from './said-problem.js';

describe('a problem document', () => {
  it.each<[number, ProblemDocument, string]>([
    [
      404,
      { type: 'urn:gridsaga:problem:not-found', title: 'Not found', detail: 'There is no trade 17.' },
      'trading answered 404 not-found: There is no trade 17.',
    ],
    [
      422,
      {
        type: 'urn:gridsaga:problem:invalid-fields',
        detail: '2 fields are invalid.',
        errors: [
          { pointer: '/why', detail: 'is required' },
          { pointer: '', detail: 'is no object' },
        ],
      },
      'trading answered 422 invalid-fields: 2 fields are invalid. /why: is required; /: is no object.',
    ],
    [
      422,
      {
        type: 'urn:gridsaga:problem:off-the-lot',
        detail: 'off the lot (lotWh 1000)',
        errors: [{ pointer: '/energyWh', detail: 'off the lot (lotWh 1000)' }],
      },
      'trading answered 422 off-the-lot: off the lot (lotWh 1000) (/energyWh).',
    ],
    [
      400,
      {
        type: 'urn:gridsaga:problem:invalid-parameters',
        detail: 'area: 8 characters, an EIC has 16.',
        errors: [{ pointer: '/area', detail: '8 characters, an EIC has 16' }],
      },
      'trading answered 400 invalid-parameters: area: 8 characters, an EIC has 16.',
    ],
    [502, { detail: 'Bad gateway' }, 'trading answered 502: Bad gateway.'],
    [500, {}, 'trading answered 500: no reason was given.'],
  ])('of %i is one line: %j', (status, document, said) => {
    expect(saidProblem('trading', status, document)).toBe(said);
  });
});
