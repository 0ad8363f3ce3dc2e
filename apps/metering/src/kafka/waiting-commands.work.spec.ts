import { describe, expect, it } from '@jest/globals';
import { bookDeliveryV1, cancelBookingV1, firmBookingV1 } from '#libs/contracts';
import type { Command } from '#libs/messaging';
import { aBooking, aDelivery, aHouseCode, aPlant, aPlantCode, aTradeId } from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
import type { Booking } from '../booking/booking.js';
import { mostWaitMs, waitingCommands } from './waiting-commands.work.js';

const now = { wall: 1_777_543_200_000, market: 0 };
const { arriving, resumed } = waitingCommands;

/** The house is in doubt, and so it is not loaded. */
const doubtful = (...bookings: Booking[]) =>
  aMeteringState({ sides: [aPlant()], bookings, inDoubt: new Map([[aHouseCode, 'a1-0198']]) });

const command = (type: string): Command => ({
  ...{ id: `${aTradeId}/${type}`, type, key: aPlantCode, sagaId: aTradeId, attempt: 1, replyTo: 'trading.replies.v1' },
  body: JSON.parse(JSON.stringify(aDelivery(), (key, value) => (key === 'start' ? '2026-05-01T12:00:00Z' : value))),
});
const waiting = (body: Command, waitedMs: number) => ({
  ...{ command: body.id, gid: 'a1-0198', body, since: now.wall - waitedMs },
});

describe("metering's commands on a side in doubt", () => {
  it.each([bookDeliveryV1.type, cancelBookingV1.type, firmBookingV1.type])(
    'step aside and change nothing: %s',
    (type) => {
      const state = doubtful();
      expect(arriving.decide(state, command(type), now).send).toEqual([]);
      expect(state.waiting.inserted()).toEqual([waiting(command(type), 0)]);
      expect(state.bookings.inserted()).toEqual([]);
    },
  );

  it('refuse a booking when it has waited for as long as a trade can, and keep the refusal', () => {
    const state = doubtful();
    const book = command(bookDeliveryV1.type);
    expect(resumed.decide(state, waiting(book, mostWaitMs - 1), now).send).toEqual([]);
    const because = { reason: 'row in doubt', side: aHouseCode, gid: 'a1-0198' };
    expect(resumed.decide(state, waiting(book, mostWaitMs), now).send).toMatchObject([
      { message: { answer: 'refused', because } },
    ]);
    expect(state.bookings.inserted()).toEqual([{ id: aTradeId, state: 'refused', because, since: now.wall }]);
  });

  it('answer a booking that has waited for so long from its row, where there is one', () => {
    const state = doubtful(aBooking());
    expect(resumed.decide(state, waiting(command(bookDeliveryV1.type), mostWaitMs), now).send).toMatchObject([
      { message: { answer: 'accepted' } },
    ]);
    expect(state.bookings.updated()).toEqual([]);
  });

  it.each([cancelBookingV1.type, firmBookingV1.type])('wait on for as long as it takes: %s', (type) => {
    const state = doubtful();
    expect(resumed.decide(state, waiting(command(type), 100 * mostWaitMs), now).send).toEqual([]);
    expect(state.bookings.inserted()).toEqual([]);
  });
});
