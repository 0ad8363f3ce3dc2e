import { type ServiceName, serviceNames } from '../../local/services.js';
import { type HarmfulProxy, harmfulProxy } from './harmful-proxy.js';
import { kafkaWire } from './kafka-wire.js';
import { postgresWire } from './postgres-wire.js';

/** The two proxies of one service. */
export interface Detour {
  readonly postgres: HarmfulProxy;
  readonly kafka: HarmfulProxy;
}

/** As `startStack` takes them. */
export type Detours = Readonly<Record<ServiceName, Detour>> & {
  /** To be called when the stack has stopped. */
  close(): Promise<void>;
};

/** Opens the proxies before a stack that does not stand yet: it leads them to its servers. */
export async function openDetours(): Promise<Detours> {
  const open = async (): Promise<Detour> => ({
    postgres: await harmfulProxy(postgresWire),
    kafka: await harmfulProxy(kafkaWire),
  });
  const opened = await Promise.all(serviceNames.map(async (name) => [name, await open()] as const));
  const detours = Object.fromEntries(opened) as Record<ServiceName, Detour>;
  return {
    ...detours,
    close: async () => {
      await Promise.all(opened.flatMap(([, { postgres, kafka }]) => [postgres.close(), kafka.close()]));
    },
  };
}
