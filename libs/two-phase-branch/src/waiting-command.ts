import type { Rows, Transaction } from '#libs/messaging';

/** A command that met a row in doubt and waits for the doubt to end. */
export interface WaitingCommand {
  /** The command's id. */
  readonly command: string;
  /** The global transaction that it waits for. */
  readonly gid: string;
  /** The command, whole. */
  readonly body: unknown;
  /** Since when it has waited, in wall-clock milliseconds. */
  readonly since: number;
  /** True once it was decided: its row goes. */
  readonly over?: boolean;
}

/** What a service's state needs so that its works can step aside; the store fills it. */
export interface AsideState {
  /** Of the keys that the batch touches, those in doubt, each with the gid that holds it. */
  readonly inDoubt: ReadonlyMap<string, string>;
  /** Put by `steppingAside`, and never loaded: `new Rows(({ command }) => command)`. */
  readonly waiting: Rows<WaitingCommand>;
}

/** Writes the commands that wait from now on, and takes out those that have been decided. Part of a store's save. */
export async function saveWaiting(tx: Transaction, waiting: Rows<WaitingCommand>): Promise<void> {
  const changed = [...waiting.inserted(), ...waiting.updated()];
  const over = changed.filter(({ over = false }) => over);
  await Promise.all([
    keepWaiting(
      tx,
      changed.filter(({ over = false }) => !over),
    ),
    endWaiting(
      tx,
      over.map(({ command }) => command),
    ),
  ]);
}

/** A command that is asked again keeps the time since which it waits, and has the newest attempt. */
async function keepWaiting(tx: Transaction, waiting: readonly WaitingCommand[]): Promise<void> {
  if (waiting.length === 0) return;
  await tx.query('keep-waiting', keepText, [
    JSON.stringify(waiting.map(({ command, gid, body, since }) => ({ command, gid, body, since }))),
  ]);
}

const keepText = `
  INSERT INTO waiting (command, gid, body, since)
  SELECT command, gid, body, to_timestamp(since / 1000)
  FROM json_to_recordset($1::json) AS asked (command text, gid text, body json, since float8) ORDER BY command
  ON CONFLICT (command) DO UPDATE SET gid = excluded.gid, body = excluded.body`;

async function endWaiting(tx: Transaction, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  await tx.query('end-waiting', 'DELETE FROM waiting WHERE command = ANY ($1::text[])', [commands]);
}
