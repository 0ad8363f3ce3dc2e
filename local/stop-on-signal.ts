/** Exit codes by which shells know what ended a program. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `stop` on the first SIGINT, SIGTERM or SIGHUP and ends the process when it is done, with `process.exitCode` where
 * that is set. A second signal ends the process at once; the watchdog then ends what it left. Answers a function that
 * takes the handlers away again.
 */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  let stopping = false;
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  const handler = (signal: NodeJS.Signals): void => {
    const code = exitCodes[signal as keyof typeof exitCodes];
    if (stopping) process.exit(code);
    stopping = true;
    stop().then(
      () => process.exit(process.exitCode ?? code),
      (failure: unknown) => {
        process.stderr.write(`${String(failure)}\n`);
        process.exit(1);
      },
    );
  };
  for (const name of names) process.on(name, handler);
  return () => {
    for (const name of names) process.off(name, handler);
  };
}
