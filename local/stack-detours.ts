import type { ProxiedListener } from './kafka-properties.js';
import { freePorts } from './ports.js';
import { type ServiceName, serviceNames } from './services.js';

/** A proxy before a server: it listens first, and is told where the server stands. */
export interface Door {
  readonly port: number;
  leadTo(serverPort: number): void;
}

/** By which way each service, and nobody else, reaches its servers. */
export type StackDetours = Readonly<Record<ServiceName, { readonly postgres: Door; readonly kafka: Door }>>;

/**
 * A broker sends its clients to the address that it advertises, so that each service's proxy needs a listener of its own
 * behind it. Leads the proxies there, and answers the listeners.
 */
export async function detouredListeners(detours: StackDetours): Promise<readonly ProxiedListener[]> {
  const ports = await freePorts(serviceNames.length);
  return serviceNames.map((name, index) => {
    const port = ports[index] as number;
    const { kafka } = detours[name];
    kafka.leadTo(port);
    return { name: name.toUpperCase(), port, advertisedPort: kafka.port };
  });
}

/** The same database by way of the proxy, which is led to it. */
export function detouredDatabase(url: string, door: Door): string {
  const through = new URL(url);
  door.leadTo(Number(through.port));
  through.port = String(door.port);
  return through.href;
}
