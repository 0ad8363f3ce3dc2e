import { readFileSync } from 'node:fs';
import { childrenOf } from '../../local/process-table.js';

/** The kernel counts in hundredths of a second, whatever its own clock (USER_HZ of every architecture that Node runs on). */
const tickMs = 10;

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended, or this system has no /proc.
    return undefined;
  }
};

/** User and system time of a process and of the children that it has seen ending; zero where the process is gone. */
function ownCpuMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return 0;
  // The command's name stands in brackets and may hold anything; the fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * tickMs;
}

/** CPU milliseconds of a process with all its children, ended ones included. Zero on systems without /proc. */
export async function cpuMs(pid: number): Promise<number> {
  const children = await childrenOf(pid);
  return [pid, ...children].reduce((sum, one) => sum + ownCpuMs(one), 0);
}

/** Resident memory of one process in bytes; zero on systems without /proc. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

/** Looks at processes from time to time and keeps the most memory that each was seen with. */
export class MemoryWatch {
  readonly #most: Record<string, number> = {};
  readonly #timer: NodeJS.Timeout;

  constructor(pids: Readonly<Record<string, number>>) {
    const look = (): void => {
      for (const [name, pid] of Object.entries(pids))
        this.#most[name] = Math.max(this.#most[name] ?? 0, residentBytes(pid));
    };
    look();
    this.#timer = setInterval(look, 500);
  }

  /** By name, in bytes. */
  stop(): Readonly<Record<string, number>> {
    clearInterval(this.#timer);
    return this.#most;
  }
}
