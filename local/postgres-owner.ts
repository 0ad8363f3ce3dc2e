import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: as root we hand it to the first of these users that the system knows. */
const unprivileged = ['postgres', 'nobody'];

/** Whom the server runs as when we are root; undefined when we are not, and it runs as we do. */
export function postgresOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of unprivileged) {
    const user = users.find(([known]) => known === name);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and the system has no user ${unprivileged.join(' or ')}; add one of them.`,
  );
}

/** Can this user walk to the folder? Looks at every existing folder from `path` up to the root. */
export function isReachableBy({ uid, gid }: Owner, path: string): boolean {
  const above = dirname(path);
  const folder = statSync(path, { throwIfNoEntry: false });
  const searchable =
    !folder ||
    (folder.uid === uid ? folder.mode & 0o100 : folder.gid === gid ? folder.mode & 0o010 : folder.mode & 0o001) !== 0;
  return searchable && (above === path || isReachableBy({ uid, gid }, above));
}
