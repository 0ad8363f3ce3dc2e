import type { Command } from 'commander';
import { tradeIdNamed, tradeNamed } from '../http/trade-named.js';
import type { TradeDocument } from '../story/trade-facts.js';
import { cellText, type Document } from '../table/column.js';
import { atDesk, type Desk, type OpenDesk, WrongUse } from './desk.js';
import { count } from './page-options.js';
import { longestWaitS, preferring } from './trade-submission.command.js';

interface ConfirmOptions {
  readonly asProposed?: boolean;
  readonly wait?: number;
}

const wait = [
  '--wait <seconds>',
  'waits so long for the end',
  count(1, longestWaitS),
] as const satisfies readonly unknown[];

/** The terms of a trade as its counterparty would write them. */
const termsOf = ({ seller, buyer, sellerSide, buyerSide, area, legs, priceCentsPerMWh }: TradeDocument): Document => ({
  ...{ seller, buyer, sellerSide, buyerSide, area, priceCentsPerMWh },
  legs: legs.map(({ start, durationMinutes, energyWh }) => ({ start, durationMinutes, energyWh })),
});

/** Adds what may be done to a trade that is there. */
export function addTradeActions(trades: Command, open: OpenDesk): void {
  trades
    .command('confirm')
    .description('confirms a trade that the counterparty proposed, with the terms as this side holds them')
    .argument('<trade>', 'its id, or its external id')
    .argument('[file]', 'the terms as JSON; - is standard input')
    .option('--as-proposed', 'confirms the terms that were proposed, whatever they are')
    .option(...wait)
    .action(
      atDesk(open, async (desk, name: string, file: string | undefined, options: ConfirmOptions) => {
        if ((file === undefined) === (options.asProposed !== true))
          throw new WrongUse('Name the file with the terms, or confirm them --as-proposed.');
        const trade = await tradeNamed(desk.api, name);
        const body = file === undefined ? { json: termsOf(trade) } : { text: await desk.readFile(file) };
        const answer = await desk.api.ask('trading', `/v1/trades/${trade.tradeId}/confirm`, {
          ...{ method: 'POST', ...body, ...preferring(options.wait) },
        });
        showState(desk, `Trade ${trade.tradeId} is confirmed`, answer);
      }),
    );
  trades
    .command('decline')
    .description('declines a trade that the counterparty proposed, or withdraws one of its own')
    .argument('<trade>', 'its id, or its external id')
    .option('--why <words>', 'are told to the other side')
    .action(
      atDesk(open, async (desk, name: string, { why }: { readonly why?: string }) => {
        const id = await tradeIdNamed(desk.api, name);
        const json = why === undefined ? {} : { why };
        const answer = await desk.api.ask('trading', `/v1/trades/${id}/decline`, { method: 'POST', json });
        showState(desk, `Trade ${id} is declined`, answer);
      }),
    );
  trades
    .command('counter')
    .description('takes a cleared trade back while its gate is open, by a trade the other way')
    .argument('<trade>', 'its id, or its external id')
    .requiredOption('--why <words>', 'stand in the audit')
    .option(...wait)
    .action(
      atDesk(open, async (desk, name: string, options: { readonly why: string; readonly wait?: number }) => {
        const id = await tradeIdNamed(desk.api, name);
        const answer = await desk.api.ask('trading', `/v1/trades/${id}/counter-trade`, {
          ...{ method: 'POST', json: { why: options.why }, ...preferring(options.wait) },
        });
        showState(desk, `Trade ${id} is taken back by counter-trade ${cellText(answer['tradeId'])}`, answer);
      }),
    );
}

const showState = (desk: Desk, done: string, answer: Document): void =>
  desk.show(answer, () => [
    `${done}${answer['state'] === undefined ? '' : `, which is ${cellText(answer['state'])}`}.`,
  ]);
