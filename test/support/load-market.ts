import { type EicType, issueEic } from '#libs/market';
import type { SampleMarket, SampleTrade } from '../../local/sample/sample-market.shape.js';
import { type Draw, seededRandom } from '../../local/sample/seeded-random.js';

const quarterHourMs = 900_000;
const dayMs = 96 * quarterHourMs;
const usualPartyCount = 200;
/** One party in so many has no money: whatever it buys is rejected. */
const poorOneIn = 20;
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
const membersOf = (partyCount: number): readonly Member[] =>
  Array.from({ length: partyCount }, (_, index) => {
    const name = String(index).padStart(3, '0');
    return { party: codeOf('X', name), meterPoint: index % 2 === 0 ? codeOf('Z', name) : null };
  });
const richOf = (members: readonly Member[]): readonly Member[] => members.slice(0, -members.length / poorOneIn);
const poorOf = (members: readonly Member[]): readonly Member[] => members.slice(-members.length / poorOneIn);

const drawOne = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(0, items.length - 1)] as Item;

/** Wide enough that no load ever meets a limit: what is rejected is what has no money. */
const powerW = 1_000_000_000;

export type LoadMarket = Omit<SampleMarket, 'prices' | 'trades' | 'profiles'>;

/** What a load trades on: an area and parties with a meter point or a portfolio each, one in twenty without money. */
export function loadMarketOf(partyCount: number): LoadMarket {
  const members = membersOf(partyCount);
  return {
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
    deposits: richOf(members).map(({ party }) => ({
      party,
      amountEur: '1000000000.00',
      idempotencyKey: `load-${party}`,
    })),
    creditLimits: [],
  };
}

/** Of 200 parties, 190 of them with money. */
export const loadMarket = loadMarketOf(usualPartyCount);

/** A trade of the load; every tenth has a buyer without money. */
function drawTrade(
  draw: Draw,
  { rich, poor }: { rich: readonly Member[]; poor: readonly Member[] },
  isPoor: boolean,
  firstStartMs: number,
): LoadTrade {
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
export function loadBodies(seed: number, nowMs: number, partyCount = usualPartyCount): LoadTrade[][] {
  const draw = seededRandom(seed, 'load');
  const members = membersOf(partyCount);
  const among = { rich: richOf(members), poor: poorOf(members) };
  const tomorrowMs = (Math.floor(nowMs / dayMs) + 1) * dayMs;
  // Late in the day tomorrow is near, and a long run would cross its first gates.
  const firstStartMs = tomorrowMs - nowMs < dayMs / 4 ? tomorrowMs + dayMs : tomorrowMs;
  return Array.from({ length: bodyCount }, () =>
    Array.from({ length: tradesPerBody }, (_, index) => drawTrade(draw, among, index % 10 === 9, firstStartMs)),
  );
}
