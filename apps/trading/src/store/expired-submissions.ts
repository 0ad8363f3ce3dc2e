import type { Forgotten } from './forgetting.js';

/** Keys of requests that are too old to be repeated: they are remembered for a day, after which a repeat is new. */
export const expiredSubmissions: Forgotten = {
  name: 'expired submissions',
  text: 'DELETE FROM submission WHERE at < now() - $1::interval',
  keptFor: '24 hours',
  lookEveryMs: 3_600_000,
};
