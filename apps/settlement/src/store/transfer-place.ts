import { type Instant, instant } from '#libs/market';
import type { Transfer } from '../ledger/transfer.js';

/** Where a transfer stands in the order of lists: by time, then by what it is of, then by its part. */
export type TransferPlace = Pick<Transfer, 'at' | 'of'> & { readonly part: string };

/** A place as a cursor that needs no escaping in a URL. */
export const placeText = ({ at, of, part }: TransferPlace): string => `${at}_${of}_${part.replaceAll(' ', '-')}`;

const place = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([a-z-]{1,20})$/;

/** Reads what `placeText` wrote; nothing where it was something else. */
export function parsePlace(text: string): (TransferPlace & { readonly at: Instant }) | undefined {
  const [, at, of, part] = place.exec(text) ?? [];
  if (at === undefined || of === undefined || part === undefined) return undefined;
  return { at: instant(Number(at)), of, part: part.replaceAll('-', ' ') };
}
