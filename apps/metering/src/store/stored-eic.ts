import { type Eic, parseEic } from '#libs/market';

/** A code as the database keeps it, checked again: a wrong one there is a bug or a hand at work, not an answer. */
export function storedEic(text: string): Eic {
  const code = parseEic(text);
  if (!code.ok) throw new Error(`the database holds ${text}, which is no EIC: ${code.because}`);
  return code.eic;
}
