import { z } from 'zod';
import { partyEic } from '../wire.js';
import { partyRole } from './party-registered.v1.js';

/** A party as it is after a change, such as a suspension; on `trading.parties.v1`, keyed by its EIC. */
export const partyChangedV1 = {
  type: 'gridsaga.party.changed.v1',
  data: z.object({
    eic: partyEic,
    name: z.string(),
    roles: z.array(partyRole),
    /** Why an operator suspended it; null where it may trade. */
    suspended: z.string().nullable(),
    /** Counts the party's events; a consumer drops one that it is past. */
    sequence: z.int().min(1),
  }),
} as const;

export type PartyChangedV1 = z.input<typeof partyChangedV1.data>;
