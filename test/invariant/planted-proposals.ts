import { topics, tradeProposedV1 } from '#libs/contracts';
import { anArea, aBuyer, aSeller } from '../support/a-booking.js';
import type { Log } from './log.js';
import type { Plant } from './plant.js';
import type { Service } from './snapshot.js';
import { clearedTrade, negativeTrade, rejectedTrade, startMs } from './tiny-world.js';

const proposed = '0198c0de-0000-7000-8000-000000000031';
const closesAt = '2026-05-01T10:00:00Z';

/** A proposal of the seller, of 400 Wh for a quarter hour at a euro. */
const aProposal = (state: 'proposed' | 'confirmed' | 'declined', id = proposed): readonly [Service, string] => [
  'trading',
  `INSERT INTO proposal VALUES ('${id}', '${aSeller}', NULL, '${aSeller}', '${aBuyer}', NULL, NULL, '${anArea}',
     '[[${startMs},15,400]]', 100, now(), '${closesAt}', now(), '${state}',
     ${state === 'declined' ? `'{"reason":"declined"}'` : 'NULL'}, ${state === 'proposed' ? 'NULL' : 'now()'}, 1)`,
];

/** The event that tells of it, with other data if so wanted. */
const telling =
  (other: object = {}) =>
  (log: Log): Log => ({
    ...log,
    events: [
      ...log.events,
      {
        ...{ topic: topics.trades.name, partition: 0, offset: 1_000, key: proposed },
        attributes: {
          ...{ specversion: '1.0', id: `${proposed}/1`, type: tradeProposedV1.type, source: '/gridsaga/trading' },
          ...{ subject: proposed, time: '2026-05-01T09:00:00Z' },
        },
        body: JSON.stringify({
          ...{ tradeId: proposed, sequence: 1, externalId: null, seller: aSeller, buyer: aBuyer, area: anArea },
          ...{ sellerSide: null, buyerSide: null, energyWh: 400, priceCentsPerMWh: 100 },
          legs: [{ start: new Date(startMs).toISOString(), durationMinutes: 15, energyWh: 400 }],
          ...{ agreedAt: '2026-05-01T09:00:00Z', state: 'proposed', proposedBy: aSeller, confirmBefore: closesAt },
          ...other,
        }),
      },
    ],
  });

/** One trade made the counter-trade of another, which it never was. */
const takesBack = (counter: string, original: string): readonly [Service, string] => [
  'trading',
  `UPDATE trade SET counter_of = '${original}' WHERE id = '${counter}'`,
];

export const waitingProposal = { sql: aProposal('proposed'), log: telling() };

export const plantedProposals: readonly Plant[] = [
  {
    breaks: 'a proposal is a trade on its own terms once it is confirmed, and none otherwise',
    how: 'a confirmed one without its trade',
    ...{ sql: [aProposal('confirmed')], log: telling() },
  },
  {
    breaks: 'a proposal is a trade on its own terms once it is confirmed, and none otherwise',
    how: 'a declined one with a trade',
    sql: [aProposal('declined', clearedTrade)],
  },
  {
    breaks: 'a proposal is a trade on its own terms once it is confirmed, and none otherwise',
    how: 'a trade on other terms',
    sql: [aProposal('confirmed', clearedTrade)],
  },
  {
    breaks: 'a trade that a side of it submitted was proposed before, and bound before its gate',
    how: 'a trade that bound without its counterparty',
    sql: [['trading', `UPDATE trade SET caller = seller WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'every proposal is told to everyone, once',
    how: 'one that nobody was told of',
    sql: [aProposal('proposed')],
  },
  {
    breaks: 'every trade that has ended is told to everyone, once',
    how: 'a declined proposal of which nobody heard',
    ...{ sql: [aProposal('declined')], log: telling() },
  },
  {
    breaks: 'what everyone is told of a proposal is so',
    how: 'another price',
    ...{ sql: [aProposal('proposed')], log: telling({ priceCentsPerMWh: 99 }) },
  },
  {
    breaks: 'what everyone is told of a proposal is so',
    how: 'one that is not there',
    log: telling(),
  },
  {
    breaks: 'a counter-trade is its original the other way round',
    how: 'one of other terms',
    sql: [takesBack(negativeTrade, clearedTrade)],
  },
  {
    breaks: 'only a cleared trade is taken back, and once',
    how: 'a rejected one',
    sql: [takesBack(negativeTrade, rejectedTrade)],
  },
  {
    breaks: 'a trade and its counter-trade move no money, but the fees',
    how: 'a counter-trade that pays something else',
    sql: [takesBack(negativeTrade, clearedTrade)],
  },
  {
    breaks: 'a trade and its counter-trade deliver nothing',
    how: 'a counter-trade of another energy',
    sql: [takesBack(negativeTrade, clearedTrade)],
  },
];
