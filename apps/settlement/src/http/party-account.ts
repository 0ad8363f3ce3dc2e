import { partyEic } from '#libs/contracts';
import { problems } from '#libs/service';

/** Only parties pay in and out and have limits; the rows of platform accounts are not even locked. Throws a 404. */
export function partyAccount(id: string): string {
  const eic = partyEic.safeParse(id);
  if (!eic.success) throw problems.notFound(`account ${id} of a party`);
  return eic.data;
}

/** An id of any account, the platform's included. Throws a 404 for a text that cannot be one, and so is stored nowhere. */
export function accountId(id: string): string {
  if (!/^[\w-]{1,60}$/.test(id)) throw problems.notFound(`account ${id}`);
  return id;
}
