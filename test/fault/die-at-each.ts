import { type ServiceName, serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';

/** Where each service dies, one place after the other, in the form of CRASH_AT. */
export type Deaths = Readonly<Record<ServiceName, readonly string[]>>;

/** Starts a service that is to die at a point, or without one; answers the signal it died of before it was ready. */
async function startAgain(stack: Stack, name: ServiceName, point?: string): Promise<string | undefined> {
  try {
    await stack[name].restart({ CRASH_AT: point });
    return undefined;
  } catch (failure) {
    // Its point may lie on the way of the messages that wait for it.
    const [, signal] = /ended of (SIG\w+) before it was ready/.exec((failure as Error).message) ?? [];
    if (signal === undefined) throw failure;
    return signal;
  }
}

async function dieAtEachOf(
  stack: Stack,
  name: ServiceName,
  points: readonly string[],
  onDeath: () => void,
): Promise<string[]> {
  const died: string[] = [];
  for (const point of points) {
    const signal = (await startAgain(stack, name, point)) ?? (await stack[name].exited).signal;
    onDeath();
    died.push(`${point}: ${signal}`);
  }
  await startAgain(stack, name);
  return died;
}

/**
 * Lets every service die at each of its places, back at once with the next one to die at, and at last without; answers
 * what each died of, as {@link killedAt} has it where all is well. Needs load that passes all of the places.
 */
export async function dieAtEach(stack: Stack, deaths: Deaths, onDeath = (): void => undefined): Promise<Deaths> {
  const died = await Promise.all(
    serviceNames.map(async (name) => [name, await dieAtEachOf(stack, name, deaths[name], onDeath)] as const),
  );
  return Object.fromEntries(died) as unknown as Deaths;
}

/** Every death at its place, by SIGKILL. */
export const killedAt = (deaths: Deaths): Deaths =>
  Object.fromEntries(
    serviceNames.map((name) => [name, deaths[name].map((point) => `${point}: SIGKILL`)]),
  ) as unknown as Deaths;

/** Where a service does not come back nobody answers the load any more, which would go on asking for ever. */
export const abandoning =
  (load: { abandon(): void }) =>
  (failure: unknown): never => {
    load.abandon();
    throw failure;
  };
