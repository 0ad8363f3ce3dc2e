/** Why money is not set aside. Kept in the hold's row. */
export type HoldRefusal =
  | 'unknown account'
  | 'account frozen'
  | 'account overdrawn'
  | 'not enough free money'
  | 'could not be read'
  | RowInDoubt;

/** A global transaction had an account in doubt for longer than the trade could wait. */
export type RowInDoubt = 'row in doubt';

/** Why a do is refused by a row that is there already; the row stays as it is. */
export type RepeatRefusal = 'already undone' | 'same id, different content';

export type VoidRefusal = 'past the pivot' | 'same id, different content' | 'could not be read';

/** Why money is not moved; not kept, so that a retry can succeed. */
export type PostRefusal =
  | 'no hold'
  | 'hold was refused'
  | 'already undone'
  | 'same id, different content'
  | 'could not be read';

/** Why money is not held and moved at one instant; not kept. */
export type HoldAndPostRefusal = HoldRefusal | RepeatRefusal | 'already decided';
