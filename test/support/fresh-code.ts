import { randomBytes } from 'node:crypto';
import { type Eic, type EicType, issueEic } from '#libs/market';

const characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const bodyLength = 12;

/** A code of the test issuer that nobody has used: files that share a stack stay out of each other's way. */
export function freshCode(type: EicType): Eic {
  for (;;) {
    const body = [...randomBytes(bodyLength)].map((byte) => characters.charAt(byte % characters.length)).join('');
    const issued = issueEic('99', type, body);
    // One body in 37 would have a hyphen for its check character, and may not be issued.
    if (issued.ok) return issued.eic;
  }
}
