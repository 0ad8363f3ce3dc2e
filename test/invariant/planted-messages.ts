import { topics, tradeProposedV1 } from '#libs/contracts';
import { aBuyer, aSeller } from '../support/a-booking.js';
import type { Log, LoggedEvent, LoggedParcel } from './log.js';
import { type Plant, progress } from './plant.js';
import { services } from './snapshot.js';
import { clearedProgress, clearedTrade, negativeTrade, parcels, rejectedTrade } from './tiny-world.js';

const atTrade = (id: string, change: (event: LoggedEvent) => Partial<LoggedEvent>) => (log: Log) => ({
  ...log,
  events: log.events.map((event) =>
    event.topic === topics.trades.name && event.key === id ? { ...event, ...change(event) } : event,
  ),
});

const saying = (event: LoggedEvent, change: object): Partial<LoggedEvent> => ({
  body: JSON.stringify({ ...(JSON.parse(event.body) as object), ...change }),
});

const atTopic = (topic: string, change: (parcel: LoggedParcel) => Partial<LoggedParcel>) => (log: Log) => ({
  ...log,
  parcels: log.parcels.map((parcel) => (parcel.topic === topic ? { ...parcel, ...change(parcel) } : parcel)),
});

const again = (id: string, change: (event: LoggedEvent) => Partial<LoggedEvent>) => (log: Log) => ({
  ...log,
  events: [...log.events, ...atTrade(id, change)(log).events.filter((event) => event.key === id)],
});

const ofTopic = (topic: string, change: object) => (log: Log) => ({
  ...log,
  events: log.events.map((event) => (event.topic === topic ? { ...event, ...saying(event, change) } : event)),
});

/** A message that an operator settled, and what the audit says to it. */
export const settledParked = (state: 'requeued' | 'dropped', action: 'requeue' | 'drop'): string => `
  WITH given AS (SELECT gen_random_uuid() AS audit), settled AS (
    INSERT INTO parked (topic, partition, kafka_offset, reason, body, state, settled_at, settled_by, settled_why, settled_in)
    SELECT 'somewhere', 0, 8, 'is no JSON', '{', '${state}', now(), 'operator:anna', 'nobody needs it', audit FROM given
    RETURNING id, settled_by, settled_why, settled_in)
  INSERT INTO audit (id, who, action, of, why, seen, details)
  SELECT settled_in, settled_by, '${action}', 'parked/' || id, settled_why, 1, '{}' FROM settled`;

export const plantedMessages: readonly Plant[] = [
  ...services.map((service) => ({
    breaks: 'the outboxes are empty',
    how: `a parcel that ${service} never sent`,
    sql: [[service, `INSERT INTO outbox (topic, partition, open, body) VALUES ('somewhere', 0, false, '{}')`] as const],
  })),
  ...services.map((service) => ({
    breaks: 'every message is handled or parked once its consumer is past it',
    how: `an offset that ${service} committed before its database`,
    sql: [[service, `DELETE FROM inbox WHERE parcel = '${parcels[service]}'`] as const],
  })),
  {
    breaks: 'every message is handled or parked once its consumer is past it',
    how: 'a record that is no parcel and that nobody parked',
    log: (log) => ({ ...log, parcels: log.parcels.map((parcel) => ({ ...parcel, body: 'seven' })) }),
  },
  {
    breaks: 'every message is handled or parked',
    how: 'a parcel that its consumer has not come to',
    sql: [['metering', 'TRUNCATE inbox']],
    log: (log) => ({ ...log, parcels: log.parcels.map((parcel) => ({ ...parcel, passed: false })) }),
  },
  {
    breaks: 'every consumer of prepares and decisions has read its topic to the end',
    how: 'decisions that nobody has read',
    log: atTopic(topics.meteringDecide.name, () => ({ passed: false })),
  },
  {
    breaks: 'whatever is told as parked is parked',
    how: 'a message that was told and not kept',
    log: (log) => ({
      ...log,
      parcels: [
        ...log.parcels,
        {
          ...{ topic: topics.meteringParked.name, partition: 0, offset: 0, passed: false },
          body: JSON.stringify({ topic: 'somewhere', partition: 0, offset: '7', index: null, reason: 'is no JSON' }),
        },
      ],
    }),
  },
  ...services.map((service) => ({
    breaks: 'no message is parked',
    how: `a message that ${service} could not read`,
    sql: [
      [
        service,
        `INSERT INTO parked (topic, partition, kafka_offset, reason, body) VALUES ('somewhere', 0, 7, 'is no JSON', '{')`,
      ] as const,
    ],
  })),
  ...services.map((service) => ({
    breaks: 'whatever was requeued or dropped has its audit',
    how: `a parked message that vanished from what ${service} waits with`,
    sql: [[service, settledParked('dropped', 'requeue')] as const],
  })),
  {
    breaks: 'every public event keeps its contract',
    how: 'a body that is cut off',
    log: atTrade(clearedTrade, () => ({ body: '{' })),
  },
  {
    breaks: 'every public event keeps its contract',
    how: 'a key that is not the subject',
    log: atTrade(clearedTrade, () => ({ key: 'x' })),
  },
  {
    breaks: 'every public event keeps its contract',
    how: 'energy as text',
    log: atTrade(clearedTrade, (event) => saying(event, { energyWh: '2000' })),
  },
  {
    breaks: 'an event that comes again says the same again',
    how: 'an id that was used twice',
    log: again(clearedTrade, (event) => saying(event, { agreedAt: '2026-05-02T10:00:00Z' })),
  },
  {
    breaks: 'the events of a key are in sequence, without a gap',
    how: 'a first event that was lost',
    log: atTrade(clearedTrade, (event) => saying(event, { sequence: 2 })),
  },
  {
    breaks: 'every trade that has ended is told to everyone, once',
    how: 'an event that was lost',
    log: (log) => ({ ...log, events: log.events.filter(({ key }) => key !== rejectedTrade) }),
  },
  {
    breaks: 'every trade that has ended is told to everyone, once',
    how: 'a trade that ended twice',
    log: again(clearedTrade, (event) => ({
      ...saying(event, { sequence: 2 }),
      attributes: { ...event.attributes, id: 'another' },
    })),
  },
  {
    breaks: 'nothing is told of a trade after its end',
    how: 'a proposal that comes late',
    log: again(clearedTrade, (event) => ({
      ...saying(event, { sequence: 2, state: 'proposed', proposedBy: aSeller, confirmBefore: '2026-05-01T10:00:00Z' }),
      attributes: { ...event.attributes, id: 'another', type: tradeProposedV1.type },
    })),
  },
  {
    breaks: 'what everyone is told of a trade is so',
    how: 'an event that speaks of another trade',
    log: atTrade(clearedTrade, (event) => saying(event, { tradeId: negativeTrade })),
  },
  {
    breaks: 'what everyone is told of who and what there is, is so',
    how: 'a party by another name',
    log: ofTopic(topics.parties.name, { name: 'Somebody' }),
  },
  {
    breaks: 'what everyone is told of who and what there is, is so',
    how: 'a portfolio of another limit',
    log: ofTopic(topics.portfolios.name, { injectionLimitW: 8001 }),
  },
  {
    breaks: 'what everyone is told of who and what there is, is so',
    how: 'a meter point of another fuse',
    log: ofTopic(topics.meterPoints.name, { fuseA: 16 }),
  },
  {
    breaks: 'what everyone is told of who and what there is, is so',
    how: 'an account of another credit limit',
    log: ofTopic(topics.accounts.name, { creditLimitEur: '0.00000001' }),
  },
  {
    breaks: 'what everyone is told of a trade is so',
    how: 'an event of a trade whose saga goes on',
    sql: [progress(clearedTrade, 'finishing', { ...clearedProgress, ended: undefined })],
  },
  {
    breaks: 'what everyone is told of a trade is so',
    how: 'another price',
    log: atTrade(clearedTrade, (event) => saying(event, { priceCentsPerMWh: 4999 })),
  },
  {
    breaks: 'whatever is registered is told to everyone, and nothing else',
    how: 'a party that nobody was told of',
    log: (log) => ({
      ...log,
      events: log.events.filter(({ topic, key }) => topic !== topics.parties.name || key !== aSeller),
    }),
  },
  {
    breaks: 'whatever is registered is told to everyone, and nothing else',
    how: 'an account that was told of and is not there',
    sql: [['settlement', `DELETE FROM account WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'every party has its account and its copy in metering',
    how: 'a copy that did not arrive',
    sql: [['metering', `DELETE FROM party_copy WHERE eic = '${aBuyer}'`]],
  },
];
