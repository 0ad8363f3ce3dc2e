import { describe, expect, it } from '@jest/globals';
import { outsideServers } from './outside-servers.js';

const [t, m, s] = ['trading', 'metering', 'settlement'].map((name) => `postgres://${name}@db/${name}`) as [
  string,
  string,
  string,
];

describe('servers that somebody else runs', () => {
  it.each([
    ['none', {}, undefined, {}, true],
    ['an empty variable as none', { KAFKA_BROKERS: '' }, undefined, {}, true],
    ['brokers', { KAFKA_BROKERS: 'one:9092,two:9092' }, 'one:9092,two:9092', {}, true],
    ['one database of three', { METERING_DATABASE_URL: m }, undefined, { metering: m }, true],
    [
      'all databases',
      { TRADING_DATABASE_URL: t, METERING_DATABASE_URL: m, SETTLEMENT_DATABASE_URL: s },
      undefined,
      { trading: t, metering: m, settlement: s },
      false,
    ],
  ])('names %s', (_, environment, brokers, databases, needsPostgres) => {
    expect(outsideServers(environment)).toEqual({ brokers, databases, needsPostgres });
  });
});
