import { join } from 'node:path';
import { kafkaHasData, type LocalKafka, startKafka } from './kafka.js';
import type { ProxiedListener } from './kafka-properties.js';
import type { BrokerPorts } from './ports.js';

export interface KafkaClusterOptions {
  /** Of the first broker; the others' stand below it. Kept over restarts; made when it is not there. */
  readonly dataFolder: string;
  /** One or several; a quorum wants an odd number. */
  readonly ports: readonly BrokerPorts[];
  readonly short?: boolean | undefined;
  /** Further doors of a broker that stands alone. */
  readonly proxied?: readonly ProxiedListener[] | undefined;
  /** The file that a broker's output is appended to. */
  readonly logOf: (nodeId: number) => string;
}

export interface LocalKafkaCluster {
  /** `127.0.0.1:4192,127.0.0.1:4194,127.0.0.1:4196` */
  readonly brokers: string;
  /** In the order of their ports; number 1 comes first. */
  readonly members: readonly LocalKafka[];
  stop(): Promise<void>;
}

/** A lone broker's folder is its own, so that a state from before there were several is found again. */
const folderOf = (dataFolder: string, nodeId: number): string =>
  nodeId === 1 ? dataFolder : join(dataFolder, `broker-${nodeId}`);

/** The voters of a quorum and the copies of its topics are what they were at the first start. */
function refuseOtherNumber(dataFolder: string, brokers: number): void {
  let made = 0;
  while (kafkaHasData(folderOf(dataFolder, made + 1))) made += 1;
  if (made === 0 || made === brokers) return;
  const was = made === 1 ? '1 broker' : `${made} brokers`;
  throw new Error(`${dataFolder} was made by ${was} and cannot be used by ${brokers}; start with a fresh state.`);
}

/**
 * Starts Apache Kafka on the loopback as one broker or as several that elect their controller among themselves, side by
 * side, and resolves when each serves metadata and groups. Throws one sentence when one cannot start.
 */
export async function startKafkaCluster(options: KafkaClusterOptions): Promise<LocalKafkaCluster> {
  const { dataFolder, ports, short, proxied, logOf } = options;
  refuseOtherNumber(dataFolder, ports.length);
  if (proxied && ports.length > 1) throw new Error('A proxy stands before one broker, and not before several.');
  const voters = ports.map(({ controllerPort }, index) => ({ nodeId: index + 1, controllerPort }));
  const started = await Promise.allSettled(
    ports.map((own, index) => {
      const nodeId = index + 1;
      const seat = ports.length > 1 ? { nodeId, voters } : undefined;
      return startKafka({ ...own, dataFolder: folderOf(dataFolder, nodeId), short, proxied, log: logOf(nodeId), seat });
    }),
  );
  const members = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.stop()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { brokers: members.map(({ brokers }) => brokers).join(','), members, stop };
}
