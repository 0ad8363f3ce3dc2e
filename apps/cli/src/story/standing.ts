import { durationText, energyText, eurText } from './amount-text.js';
import { saidBecause } from './said-because.js';
import { wordsOf } from './step-words.js';
import { msOf } from './told-event.js';
import type { BookingDocument, HoldDocument, SagaDocument, TradeDocument, TradeFacts } from './trade-facts.js';

/** Where everything stands at the end of the story, and what it waits for. */
export function standingOf(facts: TradeFacts): string[] {
  const { trade, saga, globalTransactions, hold, booking, counterTrades, parked, unknown } = facts;
  return [
    ...(trade.rejected === undefined
      ? []
      : [`It came to nothing at '${trade.rejected.step}': ${saidBecause(trade.rejected.because)}.`]),
    ...(saga === undefined ? [] : waitsOf(saga, trade)),
    ...(globalTransactions.length === 0 ? [] : [roundsText(globalTransactions)]),
    ...(trade.byHand === undefined
      ? []
      : [`By hand: what ${trade.byHand.join(' and ')} should have done is to be done.`]),
    ...(hold === undefined ? [] : [holdText(hold)]),
    ...(booking === undefined ? [] : [bookingText(booking)]),
    ...counterTrades.map(({ tradeId, state, rejected }) => {
      const why = rejected === undefined ? '' : `: ${saidBecause(rejected.because)}`;
      return `Counter-trade ${tradeId} is ${state}${why}.`;
    }),
    ...parked
      .filter(({ state }) => state === 'parked')
      .map(({ name }) => `Parked message ${name} waits for an operator to requeue or drop it.`),
    ...unknown,
  ];
}

function waitsOf(
  { phase, paused, pausedAt, stuck, awaits, startedAt, endedAt }: SagaDocument,
  { settlement }: TradeDocument,
): string[] {
  if (endedAt !== undefined) return [`It ended after ${durationText(msOf(endedAt) - msOf(startedAt))}.`];
  return [
    ...(settlement === 'two-phase' && phase === 'doing'
      ? ['It is on its way to one decision for all of it: the list of global transactions says how far.']
      : []),
    ...(paused
      ? [`It is paused since ${pausedAt ?? 'an unknown instant'}: answers are kept, and nothing is sent.`]
      : []),
    ...(stuck.length > 0 ? [`It is stuck at ${stuck.join(' and ')}: an operator has to look.`] : []),
    ...awaits
      .filter((one) => !one.stuck)
      .map(({ step, direction, attempts, askedAt, nextAt }) => {
        const { who, to } = wordsOf(step, direction);
        const asks = attempts === 1 ? 'asked once' : `asked ${attempts} times`;
        const next = nextAt === undefined ? '' : `, next at ${nextAt}`;
        return `It waits for ${who.toLowerCase()} ${to}: ${asks} since ${askedAt}${next}.`;
      }),
  ];
}

function roundsText(rounds: TradeFacts['globalTransactions']): string {
  const named = rounds.map(({ gid, state }) => `${gid} (${state})`).join(', then ');
  return `Its global ${rounds.length === 1 ? 'transaction' : 'transactions'}: ${named}.`;
}

function holdText({ state, heldOfSellerEur, heldOfBuyerEur }: HoldDocument): string {
  const amounts = `${eurText(heldOfBuyerEur ?? '0')} of the buyer and ${eurText(heldOfSellerEur ?? '0')} of the seller`;
  switch (state) {
    case 'held':
      return `Money: ${amounts} are held, fees included.`;
    case 'posted':
      return `Money: ${amounts} were held, fees included, and have been moved.`;
    case 'voided':
      return `Money: ${amounts} were held, and given back.`;
    case 'refused':
    case 'tombstone':
      return 'Money: nothing is held.';
    default:
      return state satisfies never;
  }
}

function bookingText({ state, quarterHours = [] }: BookingDocument): string {
  const energyWh = quarterHours.reduce((sum, one) => sum + one.energyWh, 0);
  const quarters = quarterHours.length === 1 ? 'one quarter hour' : `${quarterHours.length} quarter hours`;
  switch (state) {
    case 'pending':
      return `Energy: ${energyText(energyWh)} in ${quarters} are set aside.`;
    case 'firm':
      return `Energy: ${energyText(energyWh)} in ${quarters} are firm.`;
    case 'cancelled':
      return `Energy: ${energyText(energyWh)} in ${quarters} were set aside, and freed.`;
    case 'refused':
    case 'tombstone':
      return 'Energy: nothing is set aside.';
    default:
      return state satisfies never;
  }
}
