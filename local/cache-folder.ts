import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Makes the folder and says whether we may write into it and own it: under /tmp anybody could have made it before. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return userInfo().uid === -1 || statSync(folder).uid === userInfo().uid;
  } catch {
    return false;
  }
}

/**
 * What is made once per machine and user and shared by every checkout: `$XDG_CACHE_HOME/gridsaga`, by default
 * `~/.cache/gridsaga`, and a folder under the system's temporary one where the home cannot be written.
 */
export function cacheFolder(): string {
  const candidates = [
    join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'gridsaga'),
    join(tmpdir(), `gridsaga-cache-${userInfo().uid}`),
  ];
  const folder = candidates.find(isOurs);
  if (!folder)
    throw new Error(
      `None of these folders can be written: ${candidates.join(', ')}. Set XDG_CACHE_HOME to one that can.`,
    );
  return folder;
}
