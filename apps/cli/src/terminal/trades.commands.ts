import { type Command, Option } from 'commander';
import { tradeNamed } from '../http/trade-named.js';
import { cellText, type Column, type Document, energy, field, fieldOf, price } from '../table/column.js';
import { atDesk, type OpenDesk } from './desk.js';
import { addListing } from './listing.js';
import { addTradeActions } from './trade-actions.commands.js';
import { addSubmission } from './trade-submission.command.js';

const firstLeg = (head: string, name: string): Column => ({
  head,
  cell: (trade) => cellText(fieldOf((fieldOf(trade, 'legs') as readonly Document[] | undefined)?.[0] ?? {}, name)),
});

const columns: readonly Column[] = [
  field('TRADE', 'tradeId'),
  field('STATE', 'state'),
  field('SELLER', 'seller'),
  field('BUYER', 'buyer'),
  firstLeg('START', 'startLocal'),
  energy('ENERGY', 'energyWh'),
  price('EUR/MWh', 'priceCentsPerMWh'),
  field('EXTERNAL ID', 'externalId'),
  field('BECAUSE', 'rejected.because'),
];
const legColumns: readonly Column[] = [
  field('START', 'start'),
  field('LOCAL', 'startLocal'),
  { ...field('MINUTES', 'durationMinutes'), right: true },
  energy('ENERGY', 'energyWh'),
];

const filters: readonly Option[] = [
  new Option('--external-id <id>'),
  new Option('--state <state>').choices(['proposed', 'pending', 'confirmed', 'cleared', 'rejected', 'stuck']),
  new Option('--party <eic>', 'seller or buyer'),
  new Option('--seller <eic>'),
  new Option('--buyer <eic>'),
  new Option('--side <side>', 'a meter point, or a portfolio as party/area'),
  new Option('--area <eic>'),
  new Option('--starts-from <instant>', 'delivery begins then or later'),
  new Option('--starts-before <instant>'),
  new Option('--agreed-from <instant>', 'by the market clock'),
  new Option('--agreed-before <instant>'),
  new Option('--counter-of <id>', 'counter-trades of this one'),
  new Option('--reason <reason>', 'why it is rejected'),
  new Option('--settlement <path>', 'by a saga, or by two-phase commit').choices(['saga', 'two-phase']),
];

/** Adds `trades`. */
export function addTrades(program: Command, open: OpenDesk): void {
  const trades = program.command('trades').description('trades and proposals: what two parties owe each other');
  addListing(trades, open, {
    ...{ name: 'list', about: 'trades in the order of their submission, limited to what the key may see' },
    ...{ service: 'trading', path: '/v1/trades', filters, columns },
  });
  trades
    .command('show')
    .description('one trade with its legs')
    .argument('<trade>', 'its id, or its external id')
    .action(
      atDesk(open, async (desk, name: string) => {
        const trade = await tradeNamed(desk.api, name);
        desk.show(trade, () => [
          ...desk.record(trade as unknown as Document),
          '',
          ...desk.table(legColumns, trade.legs as unknown as readonly Document[]),
        ]);
      }),
    );
  addSubmission(trades, open);
  addTradeActions(trades, open);
}
