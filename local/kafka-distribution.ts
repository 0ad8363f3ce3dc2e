import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';
import { checkout } from './checkout.js';
import { javaArguments, kafkaClient, spawnBroker, untilBrokerAnswers } from './kafka-broker.js';
import { kafkaProperties } from './kafka-properties.js';
import { freePorts } from './ports.js';

const run = promisify(execFile);

/** What a broker needs and every checkout shares. */
export interface KafkaDistribution {
  readonly java: string;
  readonly classPath: string;
  /** A formatted, empty log folder, to be copied. */
  readonly formatted: string;
  /** The JVM's archive of loaded classes, which more than halves the start; undefined where it could not be made. */
  readonly archive: string | undefined;
}

const pom = join(checkout, 'local', 'kafka', 'pom.xml');

export const javaCommand = (): string =>
  process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java';

/** The version stands once, in pom.xml. */
function kafkaFolder(): string {
  const version = /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)<\/version>/.exec(
    readFileSync(pom, 'utf8'),
  )?.[1];
  return join(cacheFolder(), `kafka-${version}`);
}

export const kafkaJarsAreHere = (): boolean => existsSync(join(kafkaFolder(), 'jars'));

/**
 * Makes a folder or file elsewhere and renames it into place, so that nobody sees half of it; whoever comes second, from
 * another checkout, finds the first one's and drops its own.
 */
async function makeOnce(target: string, make: (making: string) => Promise<void>): Promise<string> {
  if (existsSync(target)) return target;
  const making = await mkdtemp(`${target}.making-`);
  try {
    const made = join(making, 'made');
    await make(made);
    await rename(made, target).catch((failure: unknown) => {
      if (!existsSync(target)) throw failure;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return target;
}

/** Maven keeps what it fetches in the home; a home that cannot be written is replaced by our own folder. */
function mavenRepository(folder: string): string[] {
  try {
    accessSync(homedir(), constants.W_OK);
    return [];
  } catch {
    return [`-Dmaven.repo.local=${join(folder, 'maven')}`];
  }
}

const resolveJars = (folder: string): Promise<string> =>
  makeOnce(join(folder, 'jars'), async (making) => {
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${making}`];
    const goal = ['-q', '-B', '-f', pom, ...mavenRepository(folder), ...copy];
    await run('mvn', goal, { maxBuffer: 1 << 26 }).catch((failure: { stdout?: string; message: string }) => {
      const said = (failure.stdout || failure.message).trim().split('\n').slice(0, 5).join('\n');
      throw new Error(`Maven could not resolve Apache Kafka's jars; it needs the network once. It said:\n${said}`);
    });
  });

const format = (folder: string, java: string, classPath: string): Promise<string> =>
  makeOnce(join(folder, 'formatted'), async (making) => {
    const properties = `${making}.properties`;
    await writeFile(properties, kafkaProperties({ logFolder: making, port: 1, controllerPort: 2 }));
    const options = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    const clusterId = 'Z3JpZHNhZ2EtZ3JpZHNhZw';
    const step = ['format', '-t', clusterId, '-c', properties];
    await run(java, javaArguments(classPath, options, 'kafka.tools.StorageTool', ...step));
  });

/** Runs a broker for a moment, with a topic and a group, so that the archive knows the classes of a real start. */
async function archiveClasses(into: string, java: string, classPath: string, formatted: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gridsaga-kafka-'));
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const [logFolder, properties, log] = ['log', 'server.properties', 'kafka.log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    await cp(formatted, logFolder, { recursive: true });
    await writeFile(properties, kafkaProperties({ logFolder, port, controllerPort }));
    const options = ['-XX:TieredStopAtLevel=1', `-XX:ArchiveClassesAtExit=${into}`];
    const broker = await spawnBroker({ java, classPath, options, properties, log });
    try {
      await untilBrokerAnswers(broker, port, log);
      const admin = kafkaClient(port).admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'warm-up', numPartitions: 4 }], waitForLeaders: false });
      await admin.disconnect();
    } finally {
      await broker.stop(30_000);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(): Promise<KafkaDistribution> {
  const java = javaCommand();
  const folder = kafkaFolder();
  await mkdir(folder, { recursive: true });
  const jars = await resolveJars(folder);
  // Sorted, because the archive is only good for the very class path it was made with.
  const names = readdirSync(jars).filter((name) => name.endsWith('.jar'));
  const classPath = names
    .sort()
    .map((name) => join(jars, name))
    .join(':');
  const formatted = await format(folder, java, classPath);
  const { stderr: machine } = await run(java, ['-version']);
  const tie = createHash('sha256').update(`${machine}\n${classPath}`).digest('hex').slice(0, 12);
  const archive = await makeOnce(join(folder, `classes-${tie}.jsa`), (making) =>
    archiveClasses(making, java, classPath, formatted),
  ).catch(() => undefined);
  return { java, classPath, formatted, archive };
}

let prepared: Promise<KafkaDistribution> | undefined;

/**
 * Apache Kafka ready to be started: the jars by Maven, a formatted folder, an archive of classes. Made once per machine;
 * afterwards it costs the milliseconds of `java -version`. Throws one sentence when Maven or Java fail.
 */
export function kafkaDistribution(): Promise<KafkaDistribution> {
  prepared ??= prepare().catch((failure: unknown) => {
    prepared = undefined;
    throw failure;
  });
  return prepared;
}
