import { Rows } from '#libs/messaging';
import type { Booking } from '../../apps/metering/src/booking/booking.js';
import { type Position, positionKey } from '../../apps/metering/src/booking/position.js';
import type { Side } from '../../apps/metering/src/meter-point/side.js';
import type { MeteringState } from '../../apps/metering/src/store/metering.state.js';
import { type BranchRows, noDoubts } from './branch-rows.js';
import { Effects } from './effects.js';
import type { Rules } from './rules.js';
import type { SimulatedTransaction } from './simulated-database.js';
import { simulatedSides } from './simulated-market.js';
import { keysIn, locked, type SimulatedStore } from './simulated-store.js';
import { type RowOf, unusedRows } from './unused-rows.js';

const keyOf = ({ side, quarterHour }: Position): string => positionKey(side, quarterHour);

const unused = {
  parties: unusedRows<RowOf<MeteringState['parties']>>(),
  audits: unusedRows<RowOf<MeteringState['audits']>>(),
};

/** Metering's tables. */
export class MeteringRows implements SimulatedStore<MeteringState> {
  readonly sides = new Map<string, Side>(simulatedSides.map((side) => [side.key, side]));
  readonly bookings = new Map<string, Booking>();
  readonly positions = new Map<string, Position>();
  readonly #effects = new Effects('booking');

  constructor(
    private readonly branches: BranchRows,
    private readonly rules: Rules,
  ) {}

  load(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): MeteringState {
    return this.#load(tx, keys, this.branches.doubtsOf(keysIn(keys, 'side')));
  }

  /** For a branch's own legs, which lock what it has put in doubt itself. */
  loadInBranch(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): MeteringState {
    return this.#load(tx, keys, noDoubts);
  }

  #load(
    tx: SimulatedTransaction,
    keys: ReadonlyMap<string, ReadonlySet<string>>,
    inDoubt: ReadonlyMap<string, string>,
  ): MeteringState {
    const sides = [...keysIn(keys, 'side')].filter((key) => !inDoubt.has(key));
    // A side's lock covers its positions.
    const positions = [...keysIn(keys, 'position')].flatMap((key) => this.positions.get(key) ?? []);
    return {
      sides: new Rows(({ key }) => key, locked(tx, 'side', this.sides, sides)),
      bookings: new Rows(({ id }) => id, locked(tx, 'booking', this.bookings, keysIn(keys, 'booking'))),
      positions: new Rows(keyOf, positions),
      inDoubt,
      waiting: new Rows(({ command }) => command),
      ...unused,
    };
  }

  save(tx: SimulatedTransaction, { bookings, positions, waiting }: MeteringState): void {
    const written = [...bookings.inserted(), ...bookings.updated()];
    for (const { id } of written) tx.lock(`booking ${id}`);
    const moved = [...positions.inserted(), ...positions.updated()];
    const aside = [...waiting.inserted(), ...waiting.updated()];
    tx.writes(() => {
      for (const position of moved) this.positions.set(keyOf(position), position);
      for (const booking of written) {
        this.#effects.saw(booking.id, this.bookings.get(booking.id)?.state, booking.state);
        if (this.rules.keeps?.(booking) ?? true) this.bookings.set(booking.id, booking);
      }
      if (aside.length > 0) this.branches.saveWaiting(aside);
    });
  }
}
