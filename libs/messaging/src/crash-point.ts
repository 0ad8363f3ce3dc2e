/**
 * A named place at which a test can kill this process with SIGKILL, so that every such place is proven to lose and to
 * double nothing. Armed by `CRASH_AT=<point>@<kind>`; the kind is a message's type, or the name of a work.
 */
export function crashPoint(point: CrashPoint, kinds: () => Iterable<string>): void {
  if (armed === undefined || !armed.startsWith(`${point}@`)) return;
  const kind = armed.slice(point.length + 1);
  for (const passing of kinds())
    if (passing === kind) {
      process.kill(process.pid, 'SIGKILL');
      // The signal is delivered between two instructions; nothing after this point may run.
      for (;;);
    }
}

const armed = process.env['CRASH_AT'];

/** Where a process can die: each stands in exactly one place of the source. */
export const crashPoints = [
  ...(['before-commit', 'after-commit', 'before-send', 'after-send', 'before-offset'] as const),
  // Of a branch, at a participant.
  ...(['before-prepare', 'after-prepare', 'after-vote', 'before-commit-prepared', 'after-commit-prepared'] as const),
  ...(['after-acknowledge', 'after-rollback-prepared'] as const),
  // Of a global transaction, at its coordinator.
  ...(['before-decision', 'after-decision', 'before-forgetting'] as const),
] as const;

export type CrashPoint = (typeof crashPoints)[number];
