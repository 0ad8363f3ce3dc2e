import { insertAudits, Rows, type Store, type Transaction } from '#libs/messaging';
import { saveWaiting } from '#libs/two-phase-branch';
import { positionKey } from '../booking/position.js';
import { insertBookings, loadBookings, updateBookings } from './booking.statements.js';
import type { MeteringState, MeteringTable } from './metering.state.js';
import { insertParties, loadParties, updateParties } from './party.statements.js';
import { insertPositions, loadPositions, updatePositions } from './position.statements.js';
import { insertSides, loadSides, loadSidesOutsideDoubt, updateSides } from './side.statements.js';

/** What metering decides on, loaded and written some hundreds of messages at a time. */
const storeLocking = (loadAndLock: typeof loadSides): Store<MeteringTable, MeteringState> => ({
  async load(tx: Transaction, keys: Record<MeteringTable, readonly string[]>): Promise<MeteringState> {
    const [parties, { sides, inDoubt }, bookings, positions] = await Promise.all([
      loadParties(tx, keys.party),
      loadAndLock(tx, keys.side),
      loadBookings(tx, keys.booking),
      loadPositions(tx, keys.position),
    ]);
    return {
      parties: new Rows(({ eic }) => eic, parties),
      sides: new Rows(({ key }) => key, sides),
      bookings: new Rows(({ id }) => id, bookings),
      positions: new Rows(({ side, quarterHour }) => positionKey(side, quarterHour), positions),
      inDoubt,
      waiting: new Rows(({ command }) => command),
      audits: new Rows(({ id }) => id),
    };
  },

  async save(tx: Transaction, { parties, sides, bookings, positions, waiting, audits }: MeteringState): Promise<void> {
    await Promise.all([
      insertParties(tx, parties.inserted()),
      updateParties(tx, parties.updated()),
      insertSides(tx, sides.inserted()),
      updateSides(tx, sides.updated()),
      insertBookings(tx, bookings.inserted()),
      updateBookings(tx, bookings.updated()),
      insertPositions(tx, positions.inserted()),
      updatePositions(tx, positions.updated()),
      saveWaiting(tx, waiting),
      insertAudits(tx, audits.inserted()),
    ]);
  },
});

/** For messages and requests, which step aside for what is in doubt. */
export const meteringStore = storeLocking(loadSidesOutsideDoubt);

/** For a branch's own legs, which lock what it has put in doubt itself. */
export const meteringBranchStore = storeLocking(loadSides);
