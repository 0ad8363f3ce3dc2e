import { accepted, type Decision, ignored } from '#libs/decision';
import type { Party } from './party.js';

/** Delivery is at least once and may repeat old events: a copy only ever moves on to a later sequence. */
export function decideCopy(known: Party | undefined, published: Party): Decision<Party, 'past that sequence'> {
  if (known && known.sequence >= published.sequence) {
    return ignored('past that sequence', { known: known.sequence, published: published.sequence });
  }
  return accepted(published);
}
