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
export const crashPoints = ['before-commit', 'after-commit', 'before-send', 'after-send', 'before-offset'] as const;

export type CrashPoint = (typeof crashPoints)[number];
