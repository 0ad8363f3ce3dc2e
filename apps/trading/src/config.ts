import { z } from 'zod';
import { serviceConfig } from '#libs/service';

const positive = (unit: string) => {
  const expected = `expected ${unit} from 1 to 9999999`;
  return z.string(expected).regex(/^[1-9]\d{0,6}$/, expected);
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
});
