import { describe, expect, it } from '@jest/globals';
import { bookDeliveryV1, cancelBookingV1, firmBookingV1 } from '#libs/contracts';
import type { Command } from '#libs/messaging';
import {
  aBooking,
  aDelivery,
  aHouse,
  aHouseCode,
  aLeg,
  anAsk,
  aPlant,
  aPlantCode,
  aTradeId,
} from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
import type { Booking } from '../booking/booking.js';
import { positionKey } from '../booking/position.js';
import { meteringCommands } from './metering-commands.work.js';

const now = { wall: 1_777_543_200_000.75, market: 0 };

/** As it comes from a parcel: plain JSON. */
const command = (type: string, body: unknown = aDelivery()): Command => ({
  id: `${aTradeId}/book delivery/do`,
  type,
  key: aPlantCode,
  sagaId: aTradeId,
  attempt: 3,
  replyTo: 'trading.replies.v1',
  body: JSON.parse(JSON.stringify(body, (key, value) => (key === 'start' ? '2026-05-01T12:00:00Z' : value))),
});

const book = command(bookDeliveryV1.type);
const cancel = command(cancelBookingV1.type);
const firm = command(firmBookingV1.type);

const stateOf = (...bookings: Booking[]) => aMeteringState({ sides: [aPlant(), aHouse()], bookings });

const reply = (answer: object) => ({
  kind: 'internal',
  topic: 'trading.replies.v1',
  message: { id: `${book.id}/reply`, type: 'saga.reply.v1', key: aTradeId, re: book.id, attempt: 3, ...answer },
});

describe("metering's commands", () => {
  it('name every row that they touch: both sides, the booking, and both positions of each quarter hour', () => {
    const noon = anAsk().energies.map(({ quarterHour }) => quarterHour);
    for (const one of [book, cancel, firm]) {
      expect(meteringCommands.touches(one)).toEqual({
        side: [aPlantCode, aHouseCode],
        booking: [aTradeId],
        position: noon.flatMap((quarterHour) => [
          positionKey(aPlantCode, quarterHour),
          positionKey(aHouseCode, quarterHour),
        ]),
      });
    }
  });

  it('book, make firm, and answer again what was done', () => {
    const state = stateOf();
    const answers = [book, book, firm, firm, book, cancel].map((one) => meteringCommands.decide(state, one, now).send);
    const refusal = { answer: 'refused', because: { reason: 'past the pivot' } };
    const [, , firmed] = answers;
    expect(answers.map((sent) => sent[0])).toEqual([
      ...Array.from({ length: 5 }, () => reply({ answer: 'accepted' })),
      reply(refusal),
    ]);
    expect(answers.map(({ length }) => length)).toEqual([1, 1, 2, 1, 1, 1]);
    expect(firmed?.[1]).toMatchObject({ kind: 'public', event: { type: 'gridsaga.booking.firmed.v1' } });
    expect(state.bookings.inserted().map(({ state: inState }) => inState)).toEqual(['firm']);
    expect(state.positions.inserted().map(({ firmSoldWh, firmBoughtWh }) => [firmSoldWh, firmBoughtWh])).toEqual([
      [1000, 0],
      [0, 1000],
    ]);
  });

  it('let an undo that came first win', () => {
    const state = stateOf();
    expect(meteringCommands.decide(state, cancel, now).send).toEqual([reply({ answer: 'accepted' })]);
    const because = { reason: 'already undone' };
    expect(meteringCommands.decide(state, book, now).send).toEqual([reply({ answer: 'refused', because })]);
    expect(state.bookings.inserted()).toEqual([{ id: aTradeId, state: 'tombstone', since: Math.floor(now.wall) }]);
  });

  it('keep a refused booking as a row, and no refusal of what must finish', () => {
    const asked = command(bookDeliveryV1.type, aDelivery({ legs: [aLeg(2001)] }));
    const state = stateOf();
    meteringCommands.decide(state, asked, now);
    expect(state.bookings.inserted()).toMatchObject([{ state: 'refused', because: { reason: 'not enough capacity' } }]);
    expect(state.positions.inserted()).toEqual([]);

    const other = stateOf();
    expect(meteringCommands.decide(other, firm, now).send).toMatchObject([{ message: { answer: 'refused' } }]);
    expect(other.bookings.inserted()).toEqual([]);
  });

  it.each<[string, Partial<Command>, RegExp]>([
    ['an unknown type', { type: 'metering.book-delivery.v9' }, /does not know the command metering.book-delivery.v9/],
    ['the name of what every object has', { type: 'constructor' }, /does not know the command/],
    ['a saga id in capitals', { sagaId: aTradeId.toUpperCase() }, /not a UUID in lower case/],
    ['a reply to nowhere', { replyTo: 'elsewhere' }, /no replies are awaited on elsewhere/],
    ['an unknown field', { body: { ...aDelivery(), colour: 'green' } }, /colour/],
    ['no body', { body: null }, /expected object/],
  ])('throw for %s, so that it is parked', (_, change, message) => {
    expect(() => meteringCommands.touches({ ...book, ...change })).toThrow(message);
  });
});

describe('a parked command of metering', () => {
  const { parked } = meteringCommands;
  const because = { reason: 'could not be read' };
  const unread = (type: string): Command => ({ ...command(type), body: 'not a delivery' });

  it.each<[string, string, Booking[], object | undefined, object]>([
    ['do without a row', bookDeliveryV1.type, [], { state: 'refused', because }, { answer: 'refused', because }],
    ['do with a row', bookDeliveryV1.type, [aBooking()], undefined, { answer: 'accepted' }],
    ['undo without a row', cancelBookingV1.type, [], { state: 'tombstone' }, { answer: 'accepted' }],
    ['undo with a row', cancelBookingV1.type, [aBooking()], undefined, { answer: 'refused', because }],
    ['firm without a row', firmBookingV1.type, [], undefined, { answer: 'refused', because }],
    ['firm with a row', firmBookingV1.type, [aBooking()], undefined, { answer: 'refused', because }],
  ])('answers a %s', (_, type, bookings, written, answer) => {
    const state = stateOf(...bookings);
    expect(parked?.touches(unread(type))).toEqual({ booking: [aTradeId] });
    expect(parked?.decide(state, unread(type), because, now).send).toEqual([reply(answer)]);
    expect(state.bookings.inserted()).toMatchObject(written ? [written] : []);
    expect(state.bookings.updated()).toEqual([]);
  });

  it('is not answered where not even its saga can be told', () => {
    const nobody = { ...unread(bookDeliveryV1.type), sagaId: 'nobody' };
    expect(parked?.touches(nobody)).toEqual({});
    expect(parked?.decide(stateOf(), nobody, because, now).send).toEqual([]);
  });
});
