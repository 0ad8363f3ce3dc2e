import { checkout } from '../../local/checkout.js';
import { stopOnSignal } from '../../local/stop-on-signal.js';
import { type Caught, catchBug, faultOf } from './catch-bug.js';
import type { Check } from './check.js';
import { PatchedCopy } from './patched-copy.js';
import type { SeededBug } from './seeded-bug.js';

export interface CaughtBug extends Caught {
  readonly bug: SeededBug;
}

export interface BugRun {
  readonly caught: readonly CaughtBug[];
  /** What the checks say against the build as it is. */
  readonly faults: readonly string[];
}

interface Progress {
  readonly onBug?: (caught: CaughtBug) => void;
  readonly onCheck?: (check: Check, fault: string | undefined) => void;
}

/** Every check that the bugs name looks at the build as it is, and then at each of its bugs, one after the other. */
export async function runBugs(bugs: readonly SeededBug[], { onBug, onCheck }: Progress = {}): Promise<BugRun> {
  const copy = PatchedCopy.of(checkout);
  const release = stopOnSignal(async () => copy.remove());
  const caught: CaughtBug[] = [];
  const faults: string[] = [];
  try {
    for (const check of new Set(bugs.map(({ caughtBy }) => caughtBy.check))) {
      const fault = await faultOf(check, copy);
      onCheck?.(check, fault);
      if (fault !== undefined) faults.push(fault);
      for (const bug of bugs.filter(({ caughtBy }) => caughtBy.check === check)) {
        const one = { bug, ...(await catchBug(bug, copy)) };
        onBug?.(one);
        caught.push(one);
      }
    }
    return { caught, faults };
  } finally {
    copy.remove();
    release();
  }
}
