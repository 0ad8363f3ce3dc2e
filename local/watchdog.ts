import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+ pid signal` and `- pid` from its standard input. When that ends, whoever held the other end has gone, also by
 * SIGKILL: every process still listed gets its signal, and SIGKILL when it is there ten seconds later.
 */
const script = `
trap '' INT TERM HUP
pids=''
while read -r what pid signal; do
  case $what in
    +) pids="$pids $pid:$signal" ;;
    -) kept=''
       for p in $pids; do [ "\${p%%:*}" = "$pid" ] || kept="$kept $p"; done
       pids=$kept ;;
  esac
done
for p in $pids; do kill -s "\${p##*:}" "\${p%%:*}" 2>/dev/null; done
tries=0
while [ "$tries" -lt 50 ]; do
  alive=''
  for p in $pids; do kill -0 "\${p%%:*}" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && exit 0
  tries=$((tries + 1))
  sleep 0.2
done
for p in $pids; do kill -s KILL "\${p%%:*}" 2>/dev/null; done
`;

let watchdog: ChildProcess | undefined;

/** One watchdog per process, in a session of its own, so that Ctrl-C in the terminal does not reach it. */
function tell(line: string): void {
  if (!watchdog) {
    watchdog = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    // A watchdog that could not start, or was killed, is no reason to stop the stack.
    watchdog.on('error', () => undefined);
    watchdog.stdin?.on('error', () => undefined);
    watchdog.unref();
    (watchdog.stdin as { unref?: () => void } | null)?.unref?.();
  }
  watchdog.stdin?.write(`${line}\n`);
}

/** From now on this process is ended when ours is gone, however ours went. `signal` is a name without `SIG`. */
export const guard = (pid: number, signal: 'TERM' | 'INT'): void => tell(`+ ${pid} ${signal}`);

/** The process has ended: its id may be given to somebody else's. */
export const unguard = (pid: number): void => tell(`- ${pid}`);
