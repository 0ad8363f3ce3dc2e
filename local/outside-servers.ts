import { type ServiceName, serviceNames } from './services.js';

/** Servers that somebody else runs, named by the environment, and used instead of our own. */
export interface OutsideServers {
  readonly brokers: string | undefined;
  readonly databases: Partial<Record<ServiceName, string>>;
  /** False when every database is outside. */
  readonly needsPostgres: boolean;
}

/** Reads `KAFKA_BROKERS`, `TRADING_DATABASE_URL`, `METERING_DATABASE_URL` and `SETTLEMENT_DATABASE_URL`. */
export function outsideServers(environment: NodeJS.ProcessEnv): OutsideServers {
  const databases: Partial<Record<ServiceName, string>> = {};
  for (const name of serviceNames) {
    const url = environment[`${name.toUpperCase()}_DATABASE_URL`];
    if (url) databases[name] = url;
  }
  return {
    brokers: environment['KAFKA_BROKERS'] || undefined,
    databases,
    needsPostgres: serviceNames.some((name) => !databases[name]),
  };
}
