import { type EicType, issueEic } from '#libs/market';
import type { SampleMarket, SampleTrade } from '../../local/sample/sample-market.shape.js';
import { type Draw, seededRandom } from '../../local/sample/seeded-random.js';

const quarterHourMs = 900_000;
const dayMs = 96 * quarterHourMs;
const partyCount = 200;
/** These have no money: whatever they buy is rejected. */
const poorCount = 10;
const tradesPerBody = 100;
const bodyCount = 100;

export type LoadTrade = Omit<SampleTrade, 'externalId'>;

/** A code of the load's own; a body whose check character would be a hyphen gives way to the next. */
function codeOf(type: EicType, name: string): string {
  for (const variant of 'ABCDE') {
    const issued = issueEic('99', type, `LOAD${name}${variant}`);
    if (issued.ok) return issued.eic;
  }
  throw new Error(`no code can be issued for ${name}`);
}

interface Member {
  readonly party: string;
  /** Null for those who trade by a portfolio. */
  readonly meterPoint: string | null;
}

const area = codeOf('Y', 'AREA');

/** Every second party trades by a meter point, the others by a portfolio; the last of them are poor. */
const members: readonly Member[] = Array.from({ length: partyCount }, (_, index) => {
  const name = String(index).padStart(3, '0');
  return { party: codeOf('X', name), meterPoint: index % 2 === 0 ? codeOf('Z', name) : null };
});
const rich = members.slice(0, -poorCount);
const poor = members.slice(-poorCount);

const drawOne = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(0, items.length - 1)] as Item;

/** Wide enough that no load ever meets a limit: what is rejected is what has no money. */
const powerW = 1_000_000_000;

/** What a load trades on: an area, 200 parties with a meter point or a portfolio each, 190 of them with money. */
export const loadMarket: Omit<SampleMarket, 'prices' | 'trades' | 'profiles'> = {
  day: 'load',
  marketClock: '',
  parties: members.map(({ party }, index) => ({ eic: party, name: `Load ${index}`, roles: ['trader'] })),
  area: { eic: area, name: 'Load', timeZone: 'Europe/Berlin', lotWh: 1, gateLeadMinutes: 5 },
  meterPoints: members.flatMap(({ party, meterPoint }) =>
    meterPoint === null
      ? []
      : [
          {
            eic: meterPoint,
            party,
            area,
            balanceGroup: party,
            injectionW: powerW,
            consumptionW: powerW,
            fuseA: 100_000,
          },
        ],
  ),
  portfolios: members.flatMap(({ party, meterPoint }) =>
    meterPoint === null
      ? [{ party, area, balanceGroup: party, injectionLimitW: powerW, consumptionLimitW: powerW }]
      : [],
  ),
  deposits: rich.map(({ party }) => ({ party, amountEur: '1000000000.00', idempotencyKey: `load-${party}` })),
  creditLimits: [],
};

/** A trade of the load; every tenth has a buyer without money. */
function drawTrade(draw: Draw, isPoor: boolean, firstStartMs: number): LoadTrade {
  const seller = drawOne(draw, rich);
  let buyer = drawOne(draw, isPoor ? poor : rich);
  while (buyer === seller) buyer = drawOne(draw, rich);
  const start = new Date(firstStartMs + draw(0, 95) * quarterHourMs).toISOString();
  return {
    seller: seller.party,
    buyer: buyer.party,
    sellerSide: seller.meterPoint,
    buyerSide: buyer.meterPoint,
    area,
    legs: [{ start, durationMinutes: 15, energyWh: draw(100, 5_000) }],
    priceCentsPerMWh: draw(2_000, 20_000),
  };
}

/**
 * The bodies of a load: a hundred of a hundred trades each, spread over the quarter hours of tomorrow, to be submitted
 * round and round, each time under a key of its own. One trade in ten is to be rejected.
 */
export function loadBodies(seed: number, nowMs: number): LoadTrade[][] {
  const draw = seededRandom(seed, 'load');
  const tomorrowMs = (Math.floor(nowMs / dayMs) + 1) * dayMs;
  // Late in the day tomorrow is near, and a long run would cross its first gates.
  const firstStartMs = tomorrowMs - nowMs < dayMs / 4 ? tomorrowMs + dayMs : tomorrowMs;
  return Array.from({ length: bodyCount }, () =>
    Array.from({ length: tradesPerBody }, (_, index) => drawTrade(draw, index % 10 === 9, firstStartMs)),
  );
}
