import { bookDeliveryV1, cancelBookingV1, firmBookingV1, holdFundsV1, postHoldV1, voidHoldV1 } from '#libs/contracts';
import type { Because, Decision } from '#libs/decision';
import type { Instant } from '#libs/market';
import { money } from '#libs/units';
import type { Booking, BookingChange } from '../../apps/metering/src/booking/booking.js';
import { decideBooking } from '../../apps/metering/src/booking/decide-booking.js';
import { decideCancel } from '../../apps/metering/src/booking/decide-cancel.js';
import { decideFirm } from '../../apps/metering/src/booking/decide-firm.js';
import {
  decideUnreadableBooking,
  decideUnreadableCancel,
  decideUnreadableFirm,
} from '../../apps/metering/src/booking/decide-unreadable.js';
import { type Position, positionKey } from '../../apps/metering/src/booking/position.js';
import { decideHold } from '../../apps/settlement/src/hold/decide-hold.js';
import { decidePost } from '../../apps/settlement/src/hold/decide-post.js';
import {
  decideUnreadableHold,
  decideUnreadablePost,
  decideUnreadableVoid,
} from '../../apps/settlement/src/hold/decide-unreadable.js';
import { decideVoid } from '../../apps/settlement/src/hold/decide-void.js';
import type { Hold } from '../../apps/settlement/src/hold/hold.js';
import type { Ruling } from '../../apps/settlement/src/hold/ruling.js';
import { decideDeposit } from '../../apps/settlement/src/ledger/decide-deposit.js';
import { aBuyer } from '../support/a-booking.js';
import { Books, theRate } from '../support/a-hold.js';
import { type SimulatedTrade, sidesOf, simulatedAccounts } from './simulated-market.js';

/** What a participant answers; undefined where it does not. */
export interface Answered {
  readonly answer: 'accepted' | 'refused';
  readonly because?: Because;
}

/**
 * One rule of the participants broken, as a mistake in them would: the simulation has to find each. `known` is what the
 * rule is told of its row, `keep` what becomes of the row.
 */
export interface BrokenRule {
  readonly known?: <Row extends Hold | Booking>(known: Row | undefined, type: string) => Row | undefined;
  readonly keeps?: (row: Hold | Booking) => boolean;
}

/** How often each row was done and undone: once at most. */
export type Effects = Map<string, { done: number; undone: number }>;

/** Settlement and metering, each with its pure rules and its rows in memory; every command is one transaction. */
export class SimulatedParticipants {
  readonly books = new Books(...simulatedAccounts());
  readonly bookings = new Map<string, Booking>();
  readonly positions = new Map<string, Position>();
  readonly effects: Effects = new Map();

  constructor(private readonly broken: BrokenRule = {}) {}

  /** Handles a command; `isReadable` false is one that is parked, of which only its type and trade are known. */
  handle(type: string, of: SimulatedTrade, isReadable: boolean, now: Instant): Answered | undefined {
    return type.startsWith('settlement.')
      ? this.#settle(type, of, isReadable, now)
      : this.#meter(type, of, isReadable, now);
  }

  deposit(id: string, now: Instant): void {
    const { books } = this;
    const decided = decideDeposit(
      { id, account: aBuyer, amount: money(10_000_000n) },
      undefined,
      books.accounts.get(aBuyer),
      now,
    );
    if (decided.answer === 'accepted') {
      books.put({ accounts: decided.what.accounts, transfers: [decided.what.transfer] });
    }
  }

  setFrozen(frozen: boolean): void {
    const account = this.books.accounts.get(aBuyer);
    if (account) this.books.accounts.set(aBuyer, { ...account, frozen });
  }

  #settle(type: string, { funds }: SimulatedTrade, isReadable: boolean, now: Instant): Answered | undefined {
    const { accounts, holds } = this.books;
    const known = this.#known(holds.get(funds.id), type);
    const rule = (): Ruling<string, string> => {
      switch (type) {
        case holdFundsV1.type:
          return isReadable
            ? decideHold(funds, known, accounts, theRate, now)
            : decideUnreadableHold(funds.id, known, now);
        case voidHoldV1.type:
          return isReadable ? decideVoid(funds, known, accounts, now) : decideUnreadableVoid(funds.id, known, now);
        case postHoldV1.type:
          return isReadable ? decidePost(funds, known, accounts, now) : decideUnreadablePost(known);
        default:
          throw new Error(`settlement does not know ${type}`);
      }
    };
    const { decision, changes } = rule();
    const { hold, ...money } = changes;
    this.books.put(money);
    if (hold) this.#keep(holds, hold, hold.state === 'held', hold.state === 'voided');
    return answered(decision);
  }

  #meter(type: string, { trade, delivery }: SimulatedTrade, isReadable: boolean, at: Instant): Answered | undefined {
    const { id } = delivery;
    const known = this.#known(this.bookings.get(id), type);
    const positionOf = (key: string): Position | undefined => this.positions.get(key);
    const rule = (): Decision<BookingChange, string> => {
      switch (type) {
        case bookDeliveryV1.type:
          return isReadable
            ? decideBooking(known, delivery, sidesOf(trade), positionOf, at)
            : decideUnreadableBooking(known);
        case cancelBookingV1.type:
          return isReadable ? decideCancel(known, delivery, positionOf, at) : decideUnreadableCancel(known, id, at);
        case firmBookingV1.type:
          return isReadable ? decideFirm(known, delivery, positionOf, at) : decideUnreadableFirm(known);
        default:
          throw new Error(`metering does not know ${type}`);
      }
    };
    const decision = rule();
    if (decision.answer === 'accepted') {
      const { booking, positions } = decision.what;
      for (const position of positions) this.positions.set(positionKey(position.side, position.quarterHour), position);
      this.#keep(this.bookings, booking, booking.state === 'pending', booking.state === 'cancelled');
    } else if (decision.answer === 'refused' && type === bookDeliveryV1.type && !known) {
      this.#keep(this.bookings, { id, state: 'refused', because: decision.because, since: at }, false, false);
    }
    return answered(decision);
  }

  #known<Row extends Hold | Booking>(known: Row | undefined, type: string): Row | undefined {
    return this.broken.known ? this.broken.known(known, type) : known;
  }

  #keep<Row extends Hold | Booking>(rows: Map<string, Row>, row: Row, isDone: boolean, isUndone: boolean): void {
    const key = `${'energiesWh' in row || rows === (this.bookings as unknown) ? 'booking' : 'hold'} ${row.id}`;
    const { done, undone } = this.effects.get(key) ?? { done: 0, undone: 0 };
    this.effects.set(key, { done: done + Number(isDone), undone: undone + Number(isUndone) });
    if (this.broken.keeps?.(row) ?? true) rows.set(row.id, row);
  }
}

function answered(decision: Decision<unknown, string>): Answered | undefined {
  switch (decision.answer) {
    case 'accepted':
    case 'already':
      return { answer: 'accepted' };
    case 'refused':
      return { answer: 'refused', because: decision.because };
    case 'ignored':
      return undefined;
    default:
      return decision satisfies never;
  }
}
