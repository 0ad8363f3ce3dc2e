import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Party } from '../party/party.js';
import type { Side } from './side.js';

export type RegistrationRefusal = 'unknown party' | 'same key, different content';

/**
 * Registers a meter point or a portfolio. The party must have arrived from trading; whoever loads many waits for it.
 *
 * @param asked as it will be, with sequence 1
 */
export function decideRegistration(
  known: Side | undefined,
  party: Party | undefined,
  asked: Side,
): Decision<Side, RegistrationRefusal> {
  if (known) {
    const different = differenceOf(known, asked);
    return different === undefined ? already() : refused('same key, different content', { key: asked.key, different });
  }
  if (!party) return refused('unknown party', { party: asked.party });
  return accepted(asked);
}

const compared = ['kind', 'party', 'area', 'balanceGroup', 'injectionW', 'consumptionW'] as const;

/** The first field that differs, if one does. */
function differenceOf(known: Side, asked: Side): string | undefined {
  const field = compared.find((name) => known[name] !== asked[name]);
  if (field) return field;
  return known.kind === 'meter point' && asked.kind === 'meter point' && known.fuseA !== asked.fuseA
    ? 'fuseA'
    : undefined;
}
