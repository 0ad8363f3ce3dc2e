import { simulatedAccounts } from './simulated-market.js';
import type { Lane } from './simulated-log.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

/** What is wrong with what was told, and with what was handled, once all has arrived. */
export function toldInOrder(world: World): Violation | undefined {
  return wrongOrder(world) ?? untold(world) ?? unhandled(world);
}

/** What comes first of an aggregate: accounts were opened before the schedule began. */
const before = new Map(simulatedAccounts.map(({ id, sequence }) => [id, sequence]));

/** Per aggregate, after dropping repeats of an id, no gap and no inversion. */
function wrongOrder({ ground }: World): Violation | undefined {
  for (const lane of ground.log.told) {
    const last = new Map<string, number>();
    for (const { id, subject, data } of eventsOf(lane)) {
      const expected = (last.get(subject) ?? before.get(subject) ?? 0) + 1;
      if (data.sequence !== expected)
        return new Violation('events come in order', `${lane.name} tells ${id} where ${expected} is due`);
      last.set(subject, data.sequence);
    }
  }
  return undefined;
}

function* eventsOf({ records }: Lane) {
  const seen = new Set<string>();
  for (const { events } of records)
    for (const event of events) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      yield event;
    }
}

/** Everything that is in the database was told, and nothing else. */
function untold({ ground, tradingRows, settlementRows, meteringRows }: World): Violation | undefined {
  const told = new Set(ground.log.told.flatMap((lane) => [...eventsOf(lane)].map(({ id }) => id)));
  const due = new Set<string>();
  for (const { id, progress } of tradingRows.sagas.values()) if (progress.ended) due.add(`${id}/1`);
  for (const { id, state } of settlementRows.holds.values()) if (state === 'posted') due.add(`payment/${id}/1`);
  for (const { of, part } of settlementRows.transfers.values()) if (part === 'deposit') due.add(`deposit/${of}/1`);
  for (const { id, state } of meteringRows.bookings.values()) if (state === 'firm') due.add(`booking/${id}/1`);
  for (const { id, sequence } of settlementRows.accounts.values())
    for (let one = (before.get(id) ?? 0) + 1; one <= sequence; one += 1) due.add(`account/${id}/${one}`);
  for (const id of due) if (!told.has(id)) return new Violation('what happened is told', `nobody was told ${id}`);
  for (const id of told)
    if (!due.has(id)) return new Violation('what is told has happened', `${id} was told and is not`);
  return undefined;
}

/** Every parcel that the log has kept was handled by the one who consumes it. */
function unhandled({ ground, databases }: World): Violation | undefined {
  const handled = new Map(databases.map((db) => [db.service, db.handled]));
  for (const lane of ground.log.read) {
    // Prepares and decisions have no inbox: their table is the idempotence.
    if (/prepare|decide/.test(lane.topic)) continue;
    for (const record of lane.records)
      if (!lane.lost.has(record) && !handled.get(lane.service ?? '')?.has(`${lane.topic}/${record.id}`))
        return new Violation('what was sent is handled', `nobody has handled ${record.id} of ${lane.name}`);
  }
  return undefined;
}
