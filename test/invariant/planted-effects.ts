import { topics } from '#libs/contracts';
import type { Log, LoggedEvent } from './log.js';
import type { Plant } from './plant.js';
import { clearedTrade, deposits, negativeTrade } from './tiny-world.js';

const { bookings, transfers } = topics;

const isAt = (topic: string, subject: string) => (event: LoggedEvent) =>
  event.topic === topic && event.attributes['subject'] === subject;

const without = (topic: string, subject: string) => (log: Log) => ({
  ...log,
  events: log.events.filter((event) => !isAt(topic, subject)(event)),
});

const twice = (topic: string, subject: string) => (log: Log) => ({
  ...log,
  events: [
    ...log.events,
    ...log.events.filter(isAt(topic, subject)).map((event) => ({
      ...event,
      attributes: { ...event.attributes, id: 'another' },
      body: event.body.replace('"sequence":1', '"sequence":2'),
    })),
  ],
});

const saying = (topic: string, subject: string, change: readonly [string | RegExp, string]) => (log: Log) => ({
  ...log,
  events: log.events.map((event) =>
    isAt(topic, subject)(event) ? { ...event, body: event.body.replace(...change) } : event,
  ),
});

const booked = 'every firm booking is told to everyone, once';
const bookedSo = 'what everyone is told of a booking is so';
const paid = 'every payment of a trade, deposit and withdrawal is told to everyone, once';
const paidSo = 'what everyone is told of money is so';
const tradePaidSo = 'what everyone is told of a paid trade is so';

export const plantedEffects: readonly Plant[] = [
  { breaks: booked, how: 'a booking that nobody was told of', log: without(bookings.name, clearedTrade) },
  { breaks: booked, how: 'a booking that was told of twice', log: twice(bookings.name, negativeTrade) },
  {
    breaks: bookedSo,
    how: 'another quarter hour',
    log: saying(bookings.name, clearedTrade, ['[1000,1000]', '[1000,999]']),
  },
  {
    breaks: bookedSo,
    how: 'another balance group',
    log: saying(bookings.name, negativeTrade, ['"buyerGroup":"buyer"', '"buyerGroup":"other"']),
  },
  {
    breaks: bookedSo,
    how: 'a booking that is only pending',
    sql: [['metering', `UPDATE booking SET state = 'pending' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: bookedSo,
    how: 'a booking that is not there',
    sql: [['metering', `DELETE FROM booking WHERE id = '${clearedTrade}'`]],
  },
  { breaks: paid, how: 'a payment that nobody was told of', log: without(transfers.name, clearedTrade) },
  { breaks: paid, how: 'a payment that was told of twice', log: twice(transfers.name, clearedTrade) },
  { breaks: paid, how: 'a deposit that nobody was told of', log: without(transfers.name, deposits[0]) },
  { breaks: paidSo, how: 'another fee', log: saying(transfers.name, clearedTrade, ['0.00000007', '0.00000008']) },
  { breaks: tradePaidSo, how: 'another price', log: saying(transfers.name, clearedTrade, [':5000', ':5001']) },
  {
    breaks: paidSo,
    how: 'a transfer that was left out',
    log: saying(transfers.name, clearedTrade, [/,\{"part":"buyer fee"[^}]*\}/, '']),
  },
  {
    breaks: tradePaidSo,
    how: 'a trade that is told as paid and is not',
    sql: [['settlement', `UPDATE hold SET state = 'held' WHERE id = '${negativeTrade}'`]],
  },
  {
    breaks: paidSo,
    how: 'a deposit that is told and did not happen',
    sql: [['settlement', `DELETE FROM transfer WHERE "of" = '${deposits[1]}'`]],
  },
];
