import { type AuditRecord, Rows } from '#libs/messaging';
import type { WaitingCommand } from '#libs/two-phase-branch';
import type { Booking } from '../../apps/metering/src/booking/booking.js';
import { type Position, positionKey } from '../../apps/metering/src/booking/position.js';
import type { Side } from '../../apps/metering/src/meter-point/side.js';
import type { Party } from '../../apps/metering/src/party/party.js';
import type { MeteringState } from '../../apps/metering/src/store/metering.state.js';

interface Loaded {
  readonly parties?: readonly Party[];
  readonly sides?: readonly Side[];
  readonly bookings?: readonly Booking[];
  readonly inDoubt?: ReadonlyMap<string, string>;
}

/** The rows of a batch of metering's, as they were loaded. */
export const aMeteringState = ({ parties, sides, bookings, inDoubt = new Map() }: Loaded = {}): MeteringState => ({
  parties: new Rows<Party>(({ eic }) => eic, parties),
  sides: new Rows<Side>(({ key }) => key, sides),
  bookings: new Rows<Booking>(({ id }) => id, bookings),
  positions: new Rows<Position>(({ side, quarterHour }) => positionKey(side, quarterHour)),
  inDoubt,
  waiting: new Rows<WaitingCommand>(({ command }) => command),
  audits: new Rows<AuditRecord>(({ id }) => id),
});
