import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

/** Where one broker listens. */
export interface BrokerPorts {
  readonly port: number;
  readonly controllerPort: number;
}

/** Where one instance of each service listens. */
export interface ServicePorts {
  readonly trading: number;
  readonly metering: number;
  readonly settlement: number;
}

/** Where each part of the stack listens; the services' own are those of the first instances. */
export interface Ports extends ServicePorts {
  /** Of the second instances, of the third … */
  readonly further: readonly ServicePorts[];
  readonly postgres: number;
  readonly kafka: number;
  readonly kafkaController: number;
  /** Of the brokers beside the first. */
  readonly furtherBrokers: readonly BrokerPorts[];
}

const servicePortsFrom = (base: number): ServicePorts => ({
  trading: base + 1,
  metering: base + 2,
  settlement: base + 3,
});

/** With more, the fourth instances would listen where PostgreSQL does. */
export const mostInstances = 3;

const firstBrokerAt = 92;

/** How far above its base the highest port of a set stands: a broker has two, its own and its controller's. */
export const highestPortOffset = (brokers = 1): number => firstBrokerAt + 2 * brokers - 1;

/**
 * The ports of `--port-base N`: 4100 gives 4101, 4102, 4103, PostgreSQL 4132, Kafka 4192 and its controller 4193; the
 * second instances get 4111, 4112, 4113, a second broker 4194 and 4195.
 */
export const portsFrom = (base: number, instances = 1, brokers = 1): Ports => ({
  ...servicePortsFrom(base),
  further: Array.from({ length: instances - 1 }, (_, index) => servicePortsFrom(base + 10 * (index + 1))),
  postgres: base + 32,
  kafka: base + firstBrokerAt,
  kafkaController: base + firstBrokerAt + 1,
  furtherBrokers: Array.from({ length: brokers - 1 }, (_, index) => {
    const port = base + firstBrokerAt + 2 * (index + 1);
    return { port, controllerPort: port + 1 };
  }),
});

/** The ports of every broker, the first one's first. */
export const brokerPorts = ({ kafka, kafkaController, furtherBrokers }: Ports): readonly BrokerPorts[] => [
  { port: kafka, controllerPort: kafkaController },
  ...furtherBrokers,
];

export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Free ports on the loopback, below the range from which the system takes the ports of outgoing connections: such a
 * connection could sit on a service's port while the service is being restarted.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    if (!found.has(port) && (await portIsFree(port))) found.add(port);
  }
  return [...found];
}

/** A whole set of free ports, so that two checkouts can run at once. */
export async function freePortSet(instances = 1, brokers = 1): Promise<Ports> {
  const free = await freePorts(1 + 3 * instances + 2 * brokers);
  const next = (): number => free.pop() as number;
  const services = (): ServicePorts => ({ trading: next(), metering: next(), settlement: next() });
  const further = Array.from({ length: instances - 1 }, services);
  const furtherBrokers = Array.from({ length: brokers - 1 }, () => ({ port: next(), controllerPort: next() }));
  return { ...services(), further, postgres: next(), kafka: next(), kafkaController: next(), furtherBrokers };
}
