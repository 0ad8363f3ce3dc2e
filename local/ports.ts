import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

/** Where each part of the stack listens. */
export interface Ports {
  readonly trading: number;
  readonly metering: number;
  readonly settlement: number;
  readonly postgres: number;
  readonly kafka: number;
  readonly kafkaController: number;
}

/** The ports of `--port-base N`: 4100 gives 4101, 4102, 4103, PostgreSQL 4132, Kafka 4192 and its controller 4193. */
export const portsFrom = (base: number): Ports => ({
  trading: base + 1,
  metering: base + 2,
  settlement: base + 3,
  postgres: base + 32,
  kafka: base + 92,
  kafkaController: base + 93,
});

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
export async function freePortSet(): Promise<Ports> {
  const [trading, metering, settlement, postgres, kafka, kafkaController] = (await freePorts(6)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { trading, metering, settlement, postgres, kafka, kafkaController };
}
