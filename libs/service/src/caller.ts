import { problems } from './problem.js';

export type Role = 'party' | 'venue' | 'operator';

/** Who asks: what an API key stands for. */
export interface Caller {
  /**
   * What idempotency keys and external ids are scoped to: a party's code, so that all of its keys share them, or
   * `venue:<name>` and `operator:<name>`. Never holds a `/`.
   */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The party that a key of the role `party` is bound to. */
  readonly party: string | undefined;
}

/** Whether a caller may see what belongs to these parties: operators see all, a party its own, a venue nothing. */
export const sees = ({ role, party }: Caller, parties: readonly (string | null | undefined)[]): boolean =>
  role === 'operator' || (party !== undefined && parties.includes(party));

/**
 * The party that a list is to be limited to: an operator's wish as it is, a party's own code whatever it wishes.
 *
 * @throws 403 when a party asks for another's, and for a venue, which has nothing of its own here
 */
export function partyInSight({ role, party }: Caller, asked?: string): string | undefined {
  if (role === 'operator') return asked;
  if (party === undefined) throw problems.forbidden('A venue has nothing of its own here.');
  if (asked !== undefined && asked !== party)
    throw problems.forbidden(`This key speaks for ${party}, and not for ${asked}.`);
  return party;
}

/** @throws 403 unless the caller is an operator or this party */
export function mustBeIn(caller: Caller, party: string): void {
  if (!sees(caller, [party]))
    throw problems.forbidden(
      caller.party === undefined
        ? `A ${caller.role} does not speak for ${party}.`
        : `This key speaks for ${caller.party}, and not for ${party}.`,
    );
}
