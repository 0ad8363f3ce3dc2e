import type { Draw } from '../../local/sample/seeded-random.js';
import { type LoadTrade, loadBodies } from '../support/load-market.js';
import type { ClientCall, Expected } from './client-history.js';

/** A call with what is sent for it. */
export interface DrawnCall extends ClientCall {
  readonly body: string;
}

const mostTrades = 8;
/** Of a hundred calls so many carry one trade; the others carry up to eight. */
const singleIn100 = 60;
const twoPhaseIn100 = 30;
const refusedIn100 = 5;
const rejectedIn100 = 10;
const referencedIn100 = 50;

/** How many trades a call carries on average: by it trades per second become calls per second. */
export const tradesPerCall = singleIn100 / 100 + ((100 - singleIn100) / 100) * ((2 + mostTrades) / 2);

/** Terms that no trade may have, whatever else is right. */
const faults: readonly ((trade: LoadTrade) => object)[] = [
  (trade) => ({ ...trade, buyer: trade.seller, buyerSide: trade.sellerSide }),
  (trade) => ({ ...trade, legs: trade.legs.map((leg) => ({ ...leg, energyWh: 0 })) }),
  (trade) => ({ ...trade, seller: 'nobody' }),
  ({ area: _, ...trade }) => trade,
];

/** Submissions of a client: single trades and small bodies of both paths, some to be rejected, some to be refused. */
export class ClientCalls {
  readonly #rich: readonly LoadTrade[];
  readonly #poor: readonly LoadTrade[];
  #count = 0;

  /** @param nowMs the wall clock: delivery is tomorrow */
  constructor(
    private readonly draw: Draw,
    seed: number,
    nowMs: number,
  ) {
    const trades = loadBodies(seed, nowMs);
    this.#rich = trades.flatMap((body) => body.filter((_, at) => at % 10 !== 9));
    this.#poor = trades.flatMap((body) => body.filter((_, at) => at % 10 === 9));
  }

  next(): DrawnCall {
    const { draw } = this;
    this.#count += 1;
    const key = `call-${this.#count}`;
    const referenced = draw(1, 100) <= referencedIn100;
    const isSingle = draw(1, 100) <= singleIn100;
    const settlement = draw(1, 100) <= twoPhaseIn100 ? 'two-phase' : 'saga';
    const expected = Array.from({ length: isSingle ? 1 : draw(2, mostTrades) }, () => this.#expected());
    const trades = expected.map((one, at) => ({
      ...this.#trade(one),
      settlement,
      ...(referenced && { externalId: `${key}-${at}` }),
    }));
    return { key, expected, referenced, body: JSON.stringify(isSingle ? trades[0] : { trades }) };
  }

  #expected(): Expected {
    const drawn = this.draw(1, 100);
    if (drawn <= refusedIn100) return 'is refused';
    return drawn <= refusedIn100 + rejectedIn100 ? 'is rejected' : 'may clear';
  }

  #trade(expected: Expected): object {
    const among = expected === 'is rejected' ? this.#poor : this.#rich;
    const trade = among[this.draw(0, among.length - 1)] as LoadTrade;
    if (expected !== 'is refused') return trade;
    return (faults[this.draw(0, faults.length - 1)] as (of: LoadTrade) => object)(trade);
  }
}
