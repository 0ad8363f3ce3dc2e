import { describe, expect, it } from '@jest/globals';
import { AllowedMethods } from './allowed-methods.js';

const allowed = new AllowedMethods([
  { method: 'GET', path: '/v1/trades' },
  { method: 'POST', path: '/v1/trades' },
  { method: 'GET', path: '/v1/trades/events' },
  { method: 'GET', path: '/v1/trades/:id' },
  { method: 'DELETE', path: '/v1/trades/:id' },
  { method: 'POST', path: '/v1/trades/:id/confirm' },
]);

describe('the methods of a path', () => {
  it.each([
    ['/v1/trades', ['GET', 'HEAD', 'POST']],
    ['/v1/trades?limit=1', ['GET', 'HEAD', 'POST']],
    ['/v1/trades/', []],
    ['/v1//trades', []],
    ['/v1/trades//confirm', []],
    ['/v1/trades/17', ['DELETE', 'GET', 'HEAD']],
    ['/v1/trades/events', ['DELETE', 'GET', 'HEAD']],
    ['/v1/trades/17/confirm', ['POST']],
    ['/v1/trades/17/confirm/now', []],
    ['/v1', []],
    ['/', []],
    ['', []],
  ])('%s are %j', (url, methods) => {
    expect(allowed.at(url)).toEqual(methods);
  });
});
