import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Party } from './party.js';

export type PartyToRegister = Omit<Party, 'suspended' | 'sequence'>;

/** Registers a party once: the same content again is already there, other content under the same EIC is refused. */
export function decidePartyRegistration(
  known: Party | undefined,
  ask: PartyToRegister,
): Decision<Party, 'same EIC, different content'> {
  if (!known) return accepted({ ...ask, suspended: null, sequence: 1 });
  const same = known.name === ask.name && known.roles.join() === ask.roles.join();
  return same
    ? already()
    : refused('same EIC, different content', { registeredName: known.name, registeredRoles: known.roles.join(', ') });
}
