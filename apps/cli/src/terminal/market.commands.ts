import { type Command, Option } from 'commander';
import { parseInstant, tradingDayOf } from '#libs/market';
import type { Api, PageDocument } from '../http/api.js';
import { type Column, type Document, energy, field, price } from '../table/column.js';
import { recordLines } from '../table/record-lines.js';
import { energyText } from '../story/amount-text.js';
import { atDesk, NotWell, type OpenDesk, WrongUse } from './desk.js';

const positionColumns: readonly Column[] = [
  field('START', 'startLocal'),
  energy('SOLD', 'soldWh'),
  energy('BOUGHT', 'boughtWh'),
  energy('NET', 'netWh'),
  energy('PENDING SOLD', 'pendingSoldWh'),
  energy('PENDING BOUGHT', 'pendingBoughtWh'),
  energy('FREE TO SELL', 'freeToSellWh'),
  energy('FREE TO BUY', 'freeToBuyWh'),
];
const periodColumns: readonly Column[] = [
  field('PERIOD', 'name'),
  field('START', 'startLocal'),
  field('END', 'endLocal'),
  field('STATE', 'state'),
  field('GATE CLOSES', 'closesAtLocal'),
  { ...field('IN S', 'closesInS'), right: true },
  energy('LOT', 'lotWh'),
];
const priceColumns: readonly Column[] = [
  field('QUARTER HOUR', 'name'),
  field('START', 'startLocal'),
  price('EUR/MWh', 'priceCentsPerMWh'),
  field('SOURCE', 'source'),
  { ...field('REVISION', 'revision'), right: true },
];

interface OfDay {
  readonly area: string;
  readonly day?: string;
}

interface SidePosition {
  readonly side: string;
  readonly quarterHours: readonly Document[];
}

interface Positions extends Document {
  readonly sides: readonly SidePosition[];
  readonly total: { readonly day: Readonly<Record<string, number>>; readonly quarterHours: readonly Document[] };
}

const ofDay = (command: Command): Command =>
  command
    .requiredOption('--area <eic>')
    .option('--day <date>', 'a local date like 2026-05-01; today by the market clock unless said');

/** Adds `positions`, `periods` and `prices`: what a desk looks at for a day. */
export function addMarket(program: Command, open: OpenDesk): void {
  ofDay(program.command('positions').description('sold, bought, pending and free energy of a party per quarter hour'))
    .option('--party <eic>', "an operator names one; a party's key speaks for it")
    .option('--side <side>', 'one of its sides instead of their total: a meter point, or party/area')
    .action(
      atDesk(open, async (desk, { party, area, day, side }: OfDay & { party?: string; side?: string }) => {
        const query = { party, area, day: day ?? (await today(desk.api)) };
        const found = await desk.api.ask<Positions>('metering', '/v1/positions', { query });
        const one = found.sides.find((of) => of.side === side);
        if (side !== undefined && one === undefined)
          throw new NotWell(`It has no side ${side} there: ${found.sides.map((of) => of.side).join(', ') || 'none'}.`);
        desk.show(one ?? found, () => [
          ...desk.table(positionColumns, (one ?? found.total).quarterHours),
          ...(one ? [] : ['', ...recordLines(Object.entries(found.total.day).map(([of, wh]) => [of, energyText(wh)]))]),
        ]);
      }),
    );
  ofDay(program.command('periods').description("an area's delivery periods of a day with their gates"))
    .addOption(new Option('--product <product>').choices(['QH', 'HH', 'PH']))
    .action(
      atDesk(open, async (desk, { area, day, product }: OfDay & { product?: string }) => {
        const query = { area, day: day ?? (await today(desk.api)), product };
        const found = await desk.api.ask<PageDocument>('trading', '/v1/periods', { query });
        desk.showList(periodColumns, found, found);
      }),
    );
  ofDay(program.command('prices').description("an area's day-ahead prices")).action(
    atDesk(open, async (desk, { area, day }: OfDay) => {
      const query = { area, day: day ?? (await today(desk.api)) };
      const found = await desk.api.ask<PageDocument>('settlement', '/v1/prices', { query });
      desk.showList(priceColumns, { items: found.items, next: null }, found);
    }),
  );
}

/** The trading day by the market clock, which may stand on any day. */
async function today(api: Api): Promise<string> {
  const { marketTime } = await api.ask<{ marketTime: string }>('trading', '/v1/market-time');
  const now = parseInstant(marketTime);
  if (now === 'malformed') throw new WrongUse('The market clock cannot be read: name the --day.');
  return tradingDayOf(now).date;
}
