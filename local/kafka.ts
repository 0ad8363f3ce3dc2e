import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnBroker, untilBrokerAnswers } from './kafka-broker.js';
import { kafkaDistribution } from './kafka-distribution.js';
import { kafkaProperties, type ProxiedListener, type QuorumSeat } from './kafka-properties.js';
import { loopback } from './ports.js';
import type { SupervisedProcess } from './supervised-process.js';

export interface KafkaOptions {
  /** Kept over restarts; made when it is not there. */
  readonly dataFolder: string;
  readonly port: number;
  readonly controllerPort: number;
  /** True halves the CPU of the first minutes and is slower in the long run: for tests and short runs. */
  readonly short?: boolean | undefined;
  /** The file that the broker's output is appended to. */
  readonly log: string;
  /** One more listener per proxy that stands before the broker, for fault tests. */
  readonly proxied?: readonly ProxiedListener[] | undefined;
  /** Its place among several brokers; kafka-cluster.ts gives it. */
  readonly seat?: QuorumSeat | undefined;
}

export interface LocalKafka {
  /** `127.0.0.1:4192` */
  readonly brokers: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  /** SIGKILL, and waits until it has gone. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Stops it when it runs, and starts it again on the same data and ports. */
  restart(): Promise<void>;
}

/** A controlled shutdown takes 0.4 s; a broker that needs longer than this hangs. */
const stopWithinMs = 20_000;

const logFolderOf = (dataFolder: string): string => join(dataFolder, 'log');

/** Is there a log that an earlier start left? */
export const kafkaHasData = (dataFolder: string): boolean =>
  existsSync(join(logFolderOf(dataFolder), 'meta.properties'));

/** What is copied was formatted for broker 1; every other has its own number, and an id of its own for its folder. */
async function seatFolder(logFolder: string, nodeId: number): Promise<void> {
  const file = join(logFolder, 'meta.properties');
  // Kafka's ids are 16 bytes in base64 for URLs; one that began with a hyphen would be taken for an option by its tools.
  const directoryId = Buffer.from([0, ...randomBytes(15)]).toString('base64url');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(/^node\.id=.*$/m, `node.id=${nodeId}`).replace(/^directory\.id=.*$/m, `directory.id=${directoryId}`),
  );
}

async function launch(options: KafkaOptions): Promise<SupervisedProcess> {
  const { java, classPath, formatted, archive } = await kafkaDistribution();
  const logFolder = logFolderOf(options.dataFolder);
  await mkdir(options.dataFolder, { recursive: true });
  if (!kafkaHasData(options.dataFolder)) {
    // Copied beside and renamed: an interrupted first start leaves no half-formatted folder.
    const making = `${logFolder}.making`;
    await rm(making, { recursive: true, force: true });
    await cp(formatted, making, { recursive: true });
    if (options.seat && options.seat.nodeId !== 1) await seatFolder(making, options.seat.nodeId);
    await rm(logFolder, { recursive: true, force: true });
    await rename(making, logFolder);
  }
  const properties = join(options.dataFolder, 'server.properties');
  await writeFile(properties, kafkaProperties({ ...options, logFolder }));
  const speed = [
    ...(options.short ? ['-XX:TieredStopAtLevel=1'] : []),
    ...(archive ? [`-XX:SharedArchiveFile=${archive}`] : []),
  ];
  const broker = await spawnBroker({ java, classPath, options: speed, properties, log: options.log });
  try {
    await untilBrokerAnswers(broker, options.port, options.log);
  } catch (failure) {
    await broker.stop(0);
    throw failure;
  }
  return broker;
}

/**
 * Starts a broker of Apache Kafka on the loopback, and resolves when it serves metadata and groups.
 * Throws one sentence with the log's end when it cannot start.
 */
export async function startKafka(options: KafkaOptions): Promise<LocalKafka> {
  let broker = await launch(options);
  return {
    brokers: `${loopback}:${options.port}`,
    port: options.port,
    get pid() {
      return broker.pid;
    },
    async stop() {
      await broker.stop(stopWithinMs);
    },
    async kill() {
      await broker.stop(0, 'SIGKILL');
    },
    freeze: () => broker.send('SIGSTOP'),
    thaw: () => broker.send('SIGCONT'),
    async restart() {
      await broker.stop(stopWithinMs);
      broker = await launch(options);
    },
  };
}
