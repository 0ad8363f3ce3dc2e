import { loopback } from './ports.js';

/** A second door to the broker: clients that came through it are told to come back to `advertisedPort`, a proxy's. */
export interface ProxiedListener {
  /** Upper case letters, Kafka's way: `METERING`. */
  readonly name: string;
  readonly port: number;
  readonly advertisedPort: number;
}

export interface BrokerAddress {
  readonly logFolder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly proxied?: readonly ProxiedListener[] | undefined;
}

/** The server.properties of one broker that is its own controller, on the loopback only. */
export function kafkaProperties({ logFolder, port, controllerPort, proxied = [] }: BrokerAddress): string {
  const doors = [{ name: 'PLAINTEXT', port, advertisedPort: port }, ...proxied];
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    // Voters named here, and not in the formatted folder, let one formatted folder serve for any port.
    'controller.quorum.voters': `1@${loopback}:${controllerPort}`,
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
    // There is one broker.
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // A group need not wait for members that will not come; a killed service is noticed after two seconds in tests.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 2000,
    // A broker that comes back after SIGKILL waits until its own last session has run out.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'log.segment.delete.delay.ms': 1000,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
