import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, signalIfThere } from './process-table.js';
import { waitUntil } from './wait-until.js';

/**
 * What a killed server left in its data folder. A postmaster.pid whose process is gone, or is another program by now,
 * is removed: the server would take a process of that id for a running one. A server that does run on this very folder
 * was left by a start that is gone, and is stopped.
 */
export async function clearLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  const isServer = async (): Promise<boolean> => pid > 1 && (await commandOf(pid)).includes(`-D ${data} `);
  if (await isServer()) {
    signalIfThere(pid, 'SIGINT');
    const otherwise = (): string => `A PostgreSQL server (process ${pid}) runs on ${data} and does not stop; end it.`;
    await waitUntil(async () => ((await isServer()) ? undefined : true), { everyMs: 50, withinMs: 15_000, otherwise });
  }
  await rm(file, { force: true });
}
