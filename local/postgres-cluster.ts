import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresPlace } from './postgres-place.js';
import type { ServiceName } from './services.js';

const run = promisify(execFile);

/** The role that made the cluster; services never use it. */
export const superuser = 'gridsaga';

/** A password per role, made with the cluster and kept in it, where only its owner and we can read. */
export type Passwords = Readonly<Record<ServiceName | typeof superuser, string>>;

const passwordFile = (data: string): string => join(data, 'gridsaga-passwords.json');

const newPassword = (): string => randomBytes(18).toString('hex');

/** Makes the cluster unless it is there, and answers its passwords. Half a cluster is never seen: it is renamed into place. */
export async function ensureCluster({ data, initdb, owner }: PostgresPlace): Promise<Passwords> {
  if (!existsSync(passwordFile(data))) {
    const making = `${data}.making`;
    const secret = `${making}-password`;
    await rm(making, { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
    const passwords: Passwords = {
      [superuser]: newPassword(),
      trading: newPassword(),
      metering: newPassword(),
      settlement: newPassword(),
    };
    try {
      await writeFile(secret, passwords[superuser], { mode: 0o600 });
      if (owner) for (const path of [making, secret]) chownSync(path, owner.uid, owner.gid);
      const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
      const access = [`--username=${superuser}`, `--pwfile=${secret}`, '--auth=scram-sha-256'];
      // --no-sync: a machine that loses its power in this half second makes the cluster again.
      await run(initdb, [`--pgdata=${making}`, ...locale, ...access, '--no-sync'], { cwd: '/', ...owner });
      await writeFile(passwordFile(making), JSON.stringify(passwords), { mode: 0o600 });
      await rm(data, { recursive: true, force: true });
      await rename(making, data);
    } finally {
      await rm(secret, { force: true });
    }
  }
  return JSON.parse(readFileSync(passwordFile(data), 'utf8')) as Passwords;
}
