import type { Fate } from './fate.js';
import type { OutboxRow } from './outbox-rows.js';
import { SimulatedTransaction } from './simulated-database.js';
import type { Ran, SimulatedProcess } from './simulated-process.js';

/** How far each database's outbox was sent, for a relay that goes by the highest id it has seen. */
const highWater = new WeakMap<object, number>();

/**
 * The relay of a process: takes rows out in a transaction, sends, and commits after the acknowledgement. Parcels are
 * shared (`SKIP LOCKED`); a lane of public events has one relay at a time (`pg_try_advisory_xact_lock`).
 */
export function relay(process: SimulatedProcess, fate: Fate): Ran {
  const { ground, db, name } = process;
  if (db.outbox.size === 0) return 'done';
  const tx = new SimulatedTransaction(db);
  const rows = takeRows(process, tx);
  if (rows.length === 0) return 'done';
  tx.writes(() => {
    for (const { id } of rows) db.outbox.delete(id);
    if (ground.isBroken('outbox by high-water mark'))
      highWater.set(db, Math.max(highWater.get(db) ?? 0, ...rows.map(({ id }) => id)));
  });
  const sends = (how: string): void =>
    ground.say(
      () => `relay of ${name} sends ${rows.map(({ record, lane }) => `${record.id} to ${lane}`).join(', ')}${how}`,
    );
  switch (fate) {
    case 'all goes well':
      sends('');
      ground.land(rows);
      tx.commit();
      return 'done';
    case 'the commit is not answered':
      sends(', and hears no answer');
      ground.land(rows);
      tx.rollback();
      return 'again';
    case 'the process dies before the commit':
      sends(', and crashes after it');
      ground.land(rows);
      tx.rollback();
      process.crash();
      return 'died';
    case 'the process dies after the commit':
      tx.rollback();
      process.crash();
      return 'died';
    case 'the process is slow to commit':
      ground.say(() => `relay of ${name} takes ${rows.map(({ record }) => record.id).join(', ')}, and is slow`);
      return process.leaveOpen({
        ...{ what: () => `send ${rows.map(({ record }) => record.id).join(', ')}`, tx, sends: rows },
        finish() {
          ground.land(rows);
          tx.commit();
        },
      });
    default:
      return fate satisfies never;
  }
}

function takeRows({ ground, db }: SimulatedProcess, tx: SimulatedTransaction): OutboxRow[] {
  const from = ground.isBroken('outbox by high-water mark') ? (highWater.get(db) ?? 0) : 0;
  const taken: OutboxRow[] = [];
  for (const row of db.outbox.values()) {
    if (row.id <= from) continue;
    const lock = row.isPublic && !ground.isBroken('relays share a lane') ? `lane ${row.lane}` : `outbox ${row.id}`;
    if (tx.isLocked(lock)) continue;
    tx.lock(lock);
    taken.push(row);
  }
  return taken.sort((one, other) => one.id - other.id);
}
