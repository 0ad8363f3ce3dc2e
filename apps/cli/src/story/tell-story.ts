import { eurText } from './amount-text.js';
import { openingOf } from './opening.js';
import { counterTradeEvents, operatorEvents, parkedEvents } from './operator-events.js';
import { sagaEvents } from './saga-events.js';
import { standingOf } from './standing.js';
import { inOrder, type ToldEvent } from './told-event.js';
import type { SagaDocument, TradeDocument, TradeFacts, TransferDocument } from './trade-facts.js';

/** One trade's story in plain sentences. */
export interface Story {
  /** What it is and how far it is. */
  readonly opening: readonly string[];
  /** What happened, in the order of time by the wall clock. */
  readonly events: readonly ToldEvent[];
  /** Where everything stands now. */
  readonly standing: readonly string[];
}

/** Tells a trade's story from what the services say of it. */
export function tellStory(facts: TradeFacts): Story {
  const { trade, saga, audits, transfers, parked } = facts;
  return {
    opening: openingOf(facts),
    events: inOrder([
      ...(saga === undefined
        ? []
        : [begun(saga, trade), ...sagaEvents(saga, trade), ...operatorEvents(saga.timeline, audits)]),
      ...(saga?.endedAt === undefined ? [] : [ended(saga.endedAt, trade.state)]),
      ...transfers.map((transfer) => moved(transfer, movedAt(transfer, facts))),
      ...parkedEvents(parked),
      ...counterTradeEvents(trade.tradeId, audits),
    ]),
    standing: standingOf(facts),
  };
}

const begun = ({ startedAt: at }: SagaDocument, { settlement }: TradeDocument): ToldEvent => ({
  ...{ at, kind: 'begin' },
  text:
    settlement === 'two-phase'
      ? 'It waited to be gathered with others, for two-phase commit: all of it at one instant, or nothing.'
      : 'Its saga began.',
});

const ended = (at: string, state: string): ToldEvent => ({ at, kind: 'end', text: `The trade is ${state}.` });

/** A prepared transfer carries the instant of its prepare, and nobody has seen it before the commit. */
const movedAt = ({ at }: TransferDocument, { trade, saga }: TradeFacts): string =>
  trade.settlement === 'two-phase'
    ? (saga?.timeline.find(({ step }) => step === 'commit payment')?.answeredAt ?? at)
    : at;

const moved = ({ amountEur, debit, credit, part }: TransferDocument, at: string): ToldEvent => ({
  ...{ at, kind: 'answer' },
  text: `${eurText(amountEur)} went from ${debit} to ${credit} (${part}).`,
});
