import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { javaCommand, kafkaJarsAreHere } from './kafka-distribution.js';
import { outsideServers } from './outside-servers.js';
import { brokerPorts, type Ports, portIsFree } from './ports.js';
import { type Fault, javaFault, mavenFault, nodeFault, portFault, postgresFault } from './requirements.js';
import { serviceNames } from './services.js';

const run = promisify(execFile);

/** Both outputs of a command, undefined when it cannot be run. */
const saidBy = (command: string, ...args: string[]): Promise<string | undefined> =>
  run(command, args).then(
    ({ stdout, stderr }) => stderr + stdout,
    () => undefined,
  );

async function maxPreparedTransactions(url: string): Promise<number | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ setting: string }>(
      `SELECT setting FROM pg_settings WHERE name = 'max_prepared_transactions'`,
    );
    return Number(rows[0]?.setting);
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Looks at this machine and answers a sentence for everything that a start would stumble over. */
export async function checkRequirements(ports: Ports, environment: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const outside = outsideServers(environment);
  const checks: Promise<Fault>[] = [Promise.resolve(nodeFault(process.versions.node))];
  if (!outside.brokers) {
    checks.push(saidBy(javaCommand(), '-version').then(javaFault));
    const jarsAreHere = kafkaJarsAreHere();
    // Maven takes a third of a second to say its version: it is asked only when it will be needed.
    if (!jarsAreHere) checks.push(saidBy('mvn', '-version').then((said) => mavenFault(said !== undefined, false)));
  }
  const needed: [string, number][] = [
    ...[ports, ...ports.further].flatMap((of) =>
      serviceNames.map((name): [string, number] => [`the service ${name}`, of[name]]),
    ),
    ...(outside.needsPostgres ? [['PostgreSQL', ports.postgres] as [string, number]] : []),
    ...(outside.brokers
      ? []
      : brokerPorts(ports).flatMap(({ port, controllerPort }): [string, number][] => [
          ['Kafka', port],
          ["Kafka's controller", controllerPort],
        ])),
  ];
  for (const [of, port] of needed) checks.push(portIsFree(port).then((isFree) => portFault(of, port, isFree)));
  for (const name of serviceNames) {
    const url = outside.databases[name];
    const variable = `${name.toUpperCase()}_DATABASE_URL`;
    if (url) checks.push(maxPreparedTransactions(url).then((count) => postgresFault(variable, count)));
  }
  return (await Promise.all(checks)).filter((fault) => fault !== undefined);
}
