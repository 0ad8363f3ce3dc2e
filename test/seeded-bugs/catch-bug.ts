import type { Check } from './check.js';
import type { PatchedCopy } from './patched-copy.js';
import type { SeededBug } from './seeded-bug.js';

/** What became of a bug, or of a check of the build as it is. */
export interface Caught {
  /** `unknown`: the check could say nothing. */
  readonly outcome: 'caught' | 'not caught' | 'unknown';
  /** The finding that names it; else whatever else was found, or why nothing was. */
  readonly finding: string;
  readonly tookMs: number;
}

async function looked(check: Check, copy: PatchedCopy): Promise<readonly string[] | Error> {
  try {
    return await check.look(copy.folder, AbortSignal.timeout(check.withinMs));
  } catch (failure) {
    return failure instanceof Error ? failure : new Error(String(failure));
  }
}

/** Puts the bug into the copy and has its check look; the check must name what it is said to. */
export async function catchBug(bug: SeededBug, copy: PatchedCopy): Promise<Caught> {
  const startedAt = performance.now();
  const { check, finding } = bug.caughtBy;
  const found = await copy.while(bug, () => looked(check, copy));
  const tookMs = performance.now() - startedAt;
  if (found instanceof Error) return { outcome: 'unknown', finding: found.message, tookMs };
  const named = found.find((one) => one.includes(finding));
  if (named !== undefined) return { outcome: 'caught', finding: named, tookMs };
  return { outcome: 'not caught', finding: found.length > 0 ? `only: ${found.join('; ')}` : 'nothing', tookMs };
}

/** What a check says against the build as it is; nothing where it holds. */
export async function faultOf(check: Check, copy: PatchedCopy): Promise<string | undefined> {
  const found = await looked(check, copy);
  if (found instanceof Error) return `${check.name} can say nothing of the build as it is: ${found.message}`;
  return found.length > 0 ? `${check.name} finds in the build as it is: ${found.join('; ')}` : undefined;
}
