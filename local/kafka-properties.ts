import { loopback } from './ports.js';

/** A second door to the broker: clients that came through it are told to come back to `advertisedPort`, a proxy's. */
export interface ProxiedListener {
  /** Upper case letters, Kafka's way: `METERING`. */
  readonly name: string;
  readonly port: number;
  readonly advertisedPort: number;
}

/** A broker's place among several, each of which is a controller too. */
export interface QuorumSeat {
  readonly nodeId: number;
  /** All of them, this one too. */
  readonly voters: readonly { readonly nodeId: number; readonly controllerPort: number }[];
}

export interface BrokerAddress {
  readonly logFolder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly proxied?: readonly ProxiedListener[] | undefined;
  /** Nothing for a broker that stands alone. */
  readonly seat?: QuorumSeat | undefined;
}

/** More copies than this make a local stack slower and no safer. */
const mostCopies = 3;

/** The copies of a record among so many brokers, and how many of them must stand: one of three may be away. */
export function copiesAmong(brokers: number): { readonly replication: number; readonly minInsyncReplicas: number } {
  const replication = Math.min(brokers, mostCopies);
  return { replication, minInsyncReplicas: Math.max(1, replication - 1) };
}

/** The server.properties of a broker that is a controller too, on the loopback only. */
export function kafkaProperties({ logFolder, port, controllerPort, proxied = [], seat }: BrokerAddress): string {
  const { nodeId, voters } = seat ?? { nodeId: 1, voters: [{ nodeId: 1, controllerPort }] };
  const { replication, minInsyncReplicas } = copiesAmong(voters.length);
  const doors = [{ name: 'PLAINTEXT', port, advertisedPort: port }, ...proxied];
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    // Voters named here, and not in the formatted folder, let one formatted folder serve for any port.
    'controller.quorum.voters': voters.map((one) => `${one.nodeId}@${loopback}:${one.controllerPort}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: [
      ...doors.map((door) => `${door.name}://${loopback}:${door.port}`),
      `CONTROLLER://${loopback}:${controllerPort}`,
    ].join(','),
    'advertised.listeners': doors.map((door) => `${door.name}://${loopback}:${door.advertisedPort}`).join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': ['CONTROLLER', ...doors.map((door) => door.name)]
      .map((name) => `${name}:PLAINTEXT`)
      .join(','),
    'log.dirs': logFolder,
    // Services make their topics themselves, with their own partition counts; a misspelt name shall fail.
    'auto.create.topics.enable': false,
    'default.replication.factor': replication,
    'min.insync.replicas': minInsyncReplicas,
    'offsets.topic.replication.factor': replication,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.min.isr': minInsyncReplicas,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.min.isr': minInsyncReplicas,
    // A group need not wait for members that will not come; a killed service is noticed after two seconds in tests.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 2000,
    // A broker that comes back after SIGKILL waits until its own last session has run out, and the partitions that it
    // led wait for as long; several brokers hear each other more often, so that the others take over sooner.
    'broker.session.timeout.ms': seat ? 2000 : 3000,
    'broker.heartbeat.interval.ms': seat ? 300 : 500,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'log.segment.delete.delay.ms': 1000,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
