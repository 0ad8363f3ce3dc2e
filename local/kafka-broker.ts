import { Kafka, logLevel } from 'kafkajs';
import { connect } from 'node:net';
import { lastLines } from './last-lines.js';
import { loopback } from './ports.js';
import { type SupervisedProcess, startProcess } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

const jvmOptions = ['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-Xlog:cds=off', '-Xlog:cds+dynamic=off'];

const logOptions = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
];

/** Arguments for `java` that run a main class of Kafka's. */
export const javaArguments = (
  classPath: string,
  options: readonly string[],
  main: string,
  ...rest: string[]
): string[] => [...options, ...logOptions, '-cp', classPath, main, ...rest];

export interface BrokerProcess {
  readonly java: string;
  readonly classPath: string;
  readonly options: readonly string[];
  readonly properties: string;
  readonly log: string;
}

export const spawnBroker = ({ java, classPath, options, properties, log }: BrokerProcess): Promise<SupervisedProcess> =>
  startProcess({
    command: java,
    args: javaArguments(classPath, [...jvmOptions, ...options], 'kafka.Kafka', properties),
    log,
    stopSignal: 'SIGTERM',
  });

export const kafkaClient = (port: number): Kafka =>
  new Kafka({
    clientId: 'gridsaga-local',
    brokers: [`${loopback}:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
  });

const isListening = (port: number): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: loopback });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });

/** Answers when metadata is served and groups can be joined; undefined when not yet. */
async function answers(port: number): Promise<true | undefined> {
  const admin = kafkaClient(port).admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) return undefined;
    // The first look at a group makes the topic of offsets and loads its coordinator: better now than in a consumer.
    await admin.describeGroups(['gridsaga-warm-up']);
    return true;
  } catch {
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Waits until the broker serves metadata and groups. Throws one sentence and the log's end when it ends or stays mute. */
export async function untilBrokerAnswers(broker: SupervisedProcess, port: number, log: string): Promise<void> {
  const patience = { everyMs: 20, withinMs: 60_000 };
  const otherwise = (): string => `Kafka did not answer on port ${port} within a minute:\n${lastLines(log)}`;
  const alive = (): void => {
    if (!broker.running()) throw new Error(`Kafka ended while it started:\n${lastLines(log)}`);
  };
  for (const ask of [isListening, answers]) {
    await waitUntil(
      () => {
        alive();
        return ask(port);
      },
      { ...patience, otherwise },
    );
  }
}
