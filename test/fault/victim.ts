import type { ServiceName } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { ownServers } from '../support/own-servers.js';

export const victims = ['trading', 'metering', 'settlement', 'PostgreSQL', 'Kafka'] as const;
export type Victim = (typeof victims)[number];

type Killable = { kill(): Promise<unknown>; restart(): Promise<void> };

/** The part of a stack that is to die: a service, or one of its servers. */
export function killable(stack: Stack, victim: Victim): Killable {
  if (victim === 'PostgreSQL') return ownServers(stack).postgres;
  if (victim === 'Kafka') return ownServers(stack).kafka;
  return stack[victim satisfies ServiceName];
}
