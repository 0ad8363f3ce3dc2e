import { z } from 'zod';
import { parseMarketClock } from './market-clock-setting.js';

const integer = (least: number, most: number) => {
  const expected = `expected an integer from ${least} to ${most}`;
  return z.string(expected).transform((text, context) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    context.addIssue(expected);
    return z.NEVER;
  });
};

const text = (expected: string, form: RegExp) => z.string(expected).regex(form, expected);

const brokers = z
  .string('expected host:port, or several with commas between them')
  .regex(/^[^\s:,]+:\d{1,5}(,[^\s:,]+:\d{1,5})*$/, 'expected host:port, or several with commas between them')
  .transform((list) => list.split(','));

const marketClock = z.string().transform((setting, context) => {
  const parsed = parseMarketClock(setting);
  if (parsed.ok) return setting;
  context.addIssue(parsed.because);
  return z.NEVER;
});

/** What every service reads from its environment; spread it into the service's own `z.object`. */
export const serviceConfig = (service: string) => ({
  /** Stable over restarts; names the instance in its database, its parcels and its logs. */
  INSTANCE_ID: text('expected letters, digits, - and _', /^[\w-]{1,60}$/).default(`${service}-1`),
  HTTP_HOST: text('expected a host name or an address', /^\S+$/).default('127.0.0.1'),
  /** 0 takes any free port. */
  HTTP_PORT: integer(0, 65_535),
  DATABASE_URL: text('expected postgres://user:password@host:port/database', /^postgres(ql)?:\/\/\S+$/),
  /** A file with the password, where it shall not stand in the environment. */
  DATABASE_PASSWORD_FILE: z.string().optional(),
  /** Prepares that wait for rows take some; a decision that they wait for is never to wait for a connection. */
  DATABASE_POOL: integer(2, 200).default(16),
  /** A query that has no answer after so long fails, and with it connections that are mute; migrations wait longer. */
  DATABASE_TIMEOUT_MS: integer(500, 300_000).default(5_000),
  KAFKA_BROKERS: brokers,
  /** The same of a request to Kafka. */
  KAFKA_TIMEOUT_MS: integer(500, 300_000).default(5_000),
  /** Copies of each record, at most as many as there are brokers. */
  KAFKA_REPLICATION: integer(1, 9).default(1),
  /** Copies that must stand before a record counts as sent: one less than there are, where nothing is said. */
  KAFKA_MIN_INSYNC_REPLICAS: integer(1, 9).optional(),
  MARKET_CLOCK: marketClock.optional(),
  /** The callers' keys, hashed: the JSON list itself, or a file that holds it and is read again when it changes. */
  API_KEYS: z.string().optional(),
  API_KEYS_FILE: z.string().optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'expected a level of pino, like info or debug',
    )
    .default('info'),
  /** Where spans are sent, as OTLP over HTTP; nothing is traced without it. OpenTelemetry reads its other variables. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url('expected an http or https URL')
    .regex(/^https?:/, 'expected an http or https URL')
    .optional(),
  /** A killed instance's partitions move on after this long. */
  SESSION_TIMEOUT_MS: integer(500, 300_000).default(6_000),
  HEARTBEAT_INTERVAL_MS: integer(100, 60_000).default(1_500),
  REBALANCE_TIMEOUT_MS: integer(500, 300_000).default(8_000),
  /** How long a batch of a busy service waits for company. */
  LINGER_MS: integer(0, 1_000).default(6),
  /** At most so many messages share a transaction. */
  BATCH_MESSAGES: integer(1, 5_000).default(800),
});

export type ServiceConfig = z.output<z.ZodObject<ReturnType<typeof serviceConfig>>>;
