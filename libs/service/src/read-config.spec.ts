import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfig } from './read-config.js';
import { serviceConfig } from './service-config.js';

const schema = z.object({
  ...serviceConfig('trading'),
  API_KEY: z.string('expected a key').min(20, 'expected 20 characters'),
});
const complete = {
  HTTP_PORT: '4101',
  DATABASE_URL: 'postgres://trading:secret@127.0.0.1:4132/trading',
  KAFKA_BROKERS: '127.0.0.1:4192,127.0.0.1:4193',
  API_KEY: 'abcdefghijklmnopqrstuvwxyz',
};

describe('the configuration', () => {
  it('is typed values, with defaults for what is not set or empty', () => {
    expect(readConfig(schema, { ...complete, HTTP_HOST: '', PATH: '/bin' })).toEqual({
      ok: true,
      config: {
        INSTANCE_ID: 'trading-1',
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: 4101,
        DATABASE_URL: complete.DATABASE_URL,
        DATABASE_POOL: 16,
        DATABASE_TIMEOUT_MS: 5_000,
        KAFKA_BROKERS: ['127.0.0.1:4192', '127.0.0.1:4193'],
        KAFKA_TIMEOUT_MS: 5_000,
        KAFKA_REPLICATION: 1,
        LOG_LEVEL: 'info',
        SESSION_TIMEOUT_MS: 6_000,
        HEARTBEAT_INTERVAL_MS: 1_500,
        REBALANCE_TIMEOUT_MS: 8_000,
        LINGER_MS: 6,
        BATCH_MESSAGES: 800,
        API_KEY: complete.API_KEY,
      },
    });
  });

  it.each([
    [{ HTTP_PORT: '65536' }, 'HTTP_PORT is "65536": expected an integer from 0 to 65535.'],
    [{ HTTP_PORT: '41.5' }, 'HTTP_PORT is "41.5": expected an integer from 0 to 65535.'],
    [{ HTTP_PORT: ' 4101' }, 'HTTP_PORT is " 4101": expected an integer from 0 to 65535.'],
    [{ HTTP_PORT: '' }, 'HTTP_PORT is not set: expected an integer from 0 to 65535.'],
    [{ DATABASE_POOL: '1' }, 'DATABASE_POOL is "1": expected an integer from 2 to 200.'],
    [{ KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS is "kafka": expected host:port, or several with commas between them.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud": expected a level of pino, like info or debug.'],
    [{ INSTANCE_ID: 'a b' }, 'INSTANCE_ID is "a b": expected letters, digits, - and _.'],
    [{ MARKET_CLOCK: '2026@x' }, expect.stringMatching(/^MARKET_CLOCK is "2026@x": expected <instant>@<speed>/)],
  ])('%j is a mistake', (wrong, sentence) => {
    expect(readConfig(schema, { ...complete, ...wrong })).toEqual({ ok: false, mistakes: [sentence] });
  });

  it('names every mistake at once and prints no secret', () => {
    const read = readConfig(schema, { HTTP_PORT: 'x', DATABASE_URL: 'mysql://me:secret@here', API_KEY: 'secret' });
    expect(read).toEqual({
      ok: false,
      mistakes: [
        'HTTP_PORT is "x": expected an integer from 0 to 65535.',
        'DATABASE_URL is wrong: expected postgres://user:password@host:port/database.',
        'KAFKA_BROKERS is not set: expected host:port, or several with commas between them.',
        'API_KEY is wrong: expected 20 characters.',
      ],
    });
    expect(JSON.stringify(read)).not.toContain('secret');
  });
});
