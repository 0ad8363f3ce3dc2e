import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stateFolders } from '../../local/stack-state.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';

const run = promisify(execFile);

/** A folder for a stack, in which PostgreSQL and Kafka have a disk each that can be made too small. */
export interface SmallDisks {
  /** To be given to `startStack`. */
  readonly folder: string;
  /** Takes the disks and the folder away. The stack has stopped before, without `remove`. */
  close(): Promise<void>;
}

/** Only a bound: a disk in memory takes what is written to it. */
const wide = '6g';

/**
 * Makes such a folder, as root on Linux; undefined elsewhere. What a stack writes beside its servers, its logs, has a
 * third disk, which is never filled.
 */
export async function openSmallDisks(): Promise<SmallDisks | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'gridsaga-disks-'));
  // PostgreSQL runs as a user of its own, who has to get through.
  await chmod(folder, 0o755);
  const mounted: string[] = [];
  const close = async (): Promise<void> => {
    for (const disk of mounted.splice(0).reverse()) await run('umount', ['--lazy', disk]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { kafka, logs } = stateFolders(folder);
    for (const disk of [folder, kafka, logs]) {
      await mkdir(disk, { recursive: true });
      await run('mount', ['-t', 'tmpfs', '-o', `size=${wide},mode=755`, 'gridsaga', disk]);
      mounted.push(disk);
    }
  } catch {
    // In a container root may not mount.
    await close();
    return undefined;
  }
  return { folder, close };
}

/** The disk that is a server's own; undefined where it shares one with others. */
export function ownDisk({ logs }: Pick<Stack, 'logs'>, server: 'PostgreSQL' | 'Kafka'): string | undefined {
  const folder = dirname(logs);
  const disk = server === 'PostgreSQL' ? folder : stateFolders(folder).kafka;
  if (process.platform !== 'linux') return undefined;
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4]);
  return mounts.includes(disk) ? disk : undefined;
}

/** Leaves less on a disk than a server writes in a moment. */
const spareBytes = 128 * 1024;

/** Makes a disk as small as what stands on it. */
export async function fillDisk(disk: string): Promise<void> {
  await waitUntil(
    async () => {
      const { bsize, blocks, bfree } = await statfs(disk);
      const size = (blocks - bfree) * bsize + spareBytes;
      // Refused where more has been written since.
      return run('mount', ['-o', `remount,size=${size}`, disk]).then(
        () => true as const,
        () => undefined,
      );
    },
    { everyMs: 10, withinMs: 5_000, otherwise: () => `${disk} could not be made smaller` },
  );
}

export const widenDisk = (disk: string): Promise<unknown> => run('mount', ['-o', `remount,size=${wide}`, disk]);
