import { z } from 'zod';
import { serviceConfig } from '#libs/service';

const positive = (unit: string) => {
  const expected = `expected ${unit} from 1 to 9999999`;
  return z.string(expected).regex(/^[1-9]\d{0,6}$/, expected);
};

const upTo = (unit: string, most: number, also = '') => {
  const expected = `expected a number of ${unit} from 1 to ${most}${also}`;
  return z.string(expected).refine((text) => /^[1-9]\d{0,6}$/.test(text) && Number(text) <= most, expected);
};

/** What trading reads from its environment. */
export const tradingConfig = z.object({
  ...serviceConfig('trading'),
  /**
   * Submissions are refused with 503 while so many sagas are under way. They end at some thousand a second, so that this
   * is how long a trade waits at most; more would only make it wait for longer, and ask the participants again.
   */
  MOST_OPEN_SAGAS: positive('a number of sagas').default('4000').transform(Number),
  /** Submissions are refused with 503 while something has waited for so long to be sent: the broker is slow or away. */
  MOST_OUTBOX_AGE_MS: positive('milliseconds').default('5000').transform(Number),
  /** So many two-phase trades share a global transaction at most: one prepare, one commit and one decision for all. */
  TWO_PHASE_MOST_TRADES: upTo('trades', 1_000).default('100').transform(Number),
  /** A two-phase trade waits so long for others to share its global transaction, unless there are enough at once. */
  TWO_PHASE_GATHER_MS: upTo('milliseconds', 10_000).default('4').transform(Number),
  /**
   * So many global transactions are open at once at most. Each keeps a transaction prepared in every participant's
   * database: where those share a server, this times the participants stays below its `max_prepared_transactions`, 64
   * where Gridsaga starts it. At the limit participants vote busy, which costs rounds and rejects trades in the end.
   */
  TWO_PHASE_MOST_OPEN: upTo('global transactions', 200, '; above 31, raise max_prepared_transactions (64) as well')
    .default('16')
    .transform(Number),
});
