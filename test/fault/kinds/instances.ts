import { setTimeout as pause } from 'node:timers/promises';
import { type LocalService, type ServiceEnvironment, type ServiceName, serviceNames } from '../../../local/services.js';
import { waitUntil } from '../../../local/wait-until.js';
import type { FaultGround, FaultTarget } from './fault-kind.js';

export interface InstanceAim {
  readonly service: ServiceName;
  /** 1 or 2, as in its `INSTANCE_ID`. */
  readonly number: number;
}

/** Each process of each service, as a target. */
export const everyInstance: readonly FaultTarget[] = serviceNames.flatMap((name) => [
  `${name} 1` as const,
  `${name} 2` as const,
]);

/** Which process a target names. Throws for a target that is none. */
export function aimOf(target: FaultTarget): InstanceAim {
  const [name, number] = target.split(' ');
  const service = serviceNames.find((known) => known === name);
  if (!service || !['1', '2'].includes(number ?? '')) throw new Error(`${target} is no instance of a service`);
  return { service, number: Number(number) };
}

export function instanceAt({ stack }: Pick<FaultGround, 'stack'>, target: FaultTarget): LocalService {
  const { service, number } = aimOf(target);
  const instance = stack.instances[service][number - 1];
  if (!instance) throw new Error(`The stack has no ${target}; start it with two instances.`);
  return instance;
}

const readyWithinMs = 60_000;

/** Waits until an instance that was not started anew answers again. Throws where it ended instead; it is back then, too. */
export async function untilReady(instance: LocalService): Promise<void> {
  let last = '';
  const answers = (): Promise<true | undefined> =>
    fetch(`${instance.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      async (answer) => {
        last = await answer.text();
        return answer.ok ? true : undefined;
      },
      (failure: Error) => {
        last = failure.message;
        return undefined;
      },
    );
  const otherwise = (): string => `${instance.name} was not ready again within a minute: ${last}`;
  let ended = false;
  await waitUntil(
    () => {
      ended = !instance.running();
      return ended ? true : answers();
    },
    { everyMs: 50, withinMs: readyWithinMs, otherwise },
  );
  if (!ended) return;
  await startAgain(instance);
  throw new Error(`${instance.name} ended by itself`);
}

const backWithinMs = 90_000;
const pauseMs = 500;

/**
 * Starts an instance until it is ready, as whoever keeps a service running does: it ends while its database is away.
 * Throws the last reason after a minute and a half, and at once one that is `final`.
 */
export async function startAgain(
  instance: LocalService,
  changes: ServiceEnvironment = {},
  final: (failure: unknown) => boolean = () => false,
): Promise<void> {
  const endsAtMs = performance.now() + backWithinMs;
  for (;;) {
    try {
      return await instance.restart(changes);
    } catch (failure) {
      if (final(failure) || performance.now() > endsAtMs) throw failure;
      await pause(pauseMs);
    }
  }
}
