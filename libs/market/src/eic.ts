declare const checked: unique symbol;

/** An Energy Identification Code whose form and check character were checked. */
export type Eic = string & { readonly [checked]: 'EIC' };

/** X party, Y area, Z meter point, T tie line, V location, W resource, A substation. */
export type EicType = 'X' | 'Y' | 'Z' | 'T' | 'V' | 'W' | 'A';

/** A checked code, or the reason against it as half a sentence ("wrong check character H, it should be …"). */
export type EicAnswer = { readonly ok: true; readonly eic: Eic } | { readonly ok: false; readonly because: string };

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-';
const types = 'XYZTVWA';
const length = 16;
const bodyLength = 12;

const refuse = (because: string): EicAnswer => ({ ok: false, because });

/** The check character of the first fifteen: ENTSO-E's EIC reference manual, weights 16 … 2, modulo 37. */
function checkCharacter(code: string): string {
  let sum = 0;
  for (let i = 0; i < length - 1; i += 1) sum += alphabet.indexOf(code.charAt(i)) * (length - i);
  return alphabet.charAt(36 - ((sum + 36) % 37));
}

/** What is wrong with the first fifteen characters, apart from their length. */
function stemFault(stem: string, type: EicType | undefined): string | undefined {
  for (const character of stem) {
    if (alphabet.includes(character)) continue;
    if (alphabet.includes(character.toUpperCase())) return `lower case ${character}: an EIC is upper case only`;
    return `${JSON.stringify(character)} is not a character of an EIC (0-9, A-Z, -)`;
  }
  if (!/^[0-9]{2}/.test(stem)) return `the issuing office ${stem.slice(0, 2)} is not two digits`;
  const found = stem.charAt(2);
  if (!types.includes(found)) return `${found} is not a type of EIC (${types.split('').join(', ')})`;
  if (type && found !== type) return `it is of type ${found}, not ${type}`;
  return undefined;
}

/** Reads a code; with `type`, only of that type. The reason says what differs, and names the right check character. */
export function parseEic(text: string, type?: EicType): EicAnswer {
  if (text.length !== length) return refuse(`${text.length} characters, an EIC has ${length}`);
  const fault = stemFault(text.slice(0, -1), type);
  if (fault) return refuse(fault);
  const right = checkCharacter(text);
  if (right === '-') return refuse('its check character would be a hyphen, such a code may not be issued');
  const found = text.charAt(length - 1);
  if (found !== right) return refuse(`wrong check character ${JSON.stringify(found)}, it should be ${right}`);
  return { ok: true, eic: text as Eic };
}

/**
 * Issues a code: two digits of the issuing office, the type, the body padded with hyphens to 12 characters, and the
 * check character. Refused where that character would be a hyphen; the caller then picks another body.
 */
export function issueEic(issuer: string, type: EicType, body: string): EicAnswer {
  if (issuer.length !== 2) return refuse(`the issuing office ${issuer} is not two digits`);
  if (body.length > bodyLength) return refuse(`a body of ${body.length} characters, an EIC has room for ${bodyLength}`);
  const stem = issuer + type + body.padEnd(bodyLength, '-');
  const fault = stemFault(stem, type);
  return fault ? refuse(fault) : parseEic(stem + checkCharacter(stem), type);
}
