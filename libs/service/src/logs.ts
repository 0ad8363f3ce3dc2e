import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

export interface LogParts {
  readonly service: string;
  readonly instance: string;
  readonly level: string;
  /** Fields that belong to every line of the moment, like the trace of the request that is being answered. */
  readonly moment?: () => object;
  /** Other names under which people look for an id: field by field. */
  readonly alsoAs?: Readonly<Record<string, string>>;
}

/** One JSON line per event on standard output; ids of trades, sagas and traces are fields of the event. */
export function createLogger(
  { service, instance, level, moment, alsoAs = {} }: LogParts,
  destination?: DestinationStream,
): Logger {
  const named = (fields: Record<string, unknown>): Record<string, unknown> => {
    const others = Object.entries(alsoAs).flatMap(([field, other]) =>
      field in fields ? [[other, fields[field]]] : [],
    );
    return others.length === 0 ? fields : { ...fields, ...Object.fromEntries(others) };
  };
  const options = {
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: named },
    ...(moment && { mixin: moment }),
    messageKey: 'message',
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

// What Nest says about its own start: a line per module and route.
const chatter = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** Nest's log lines as events of the same logger. */
export class NestLogs implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.#write(context !== undefined && chatter.has(context) ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // Nest passes the stack before the context, and either may be missing.
    const stack = rest.find((part) => typeof part === 'string' && part.includes('\n    at '));
    this.#write(
      'error',
      message,
      contextOf(rest.filter((part) => part !== stack)),
      stack === undefined ? {} : { stack },
    );
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, contextOf(rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, contextOf(rest));
  }

  #write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    context?: string,
    fields = {},
  ): void {
    const about = context === undefined ? fields : { ...fields, context };
    if (message instanceof Error) this.logger[level]({ ...about, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.logger[level]({ ...about, ...message });
    else this.logger[level](about, String(message));
  }
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
