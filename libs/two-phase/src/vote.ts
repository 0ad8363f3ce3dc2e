import type { Because } from '#libs/decision';

/** A leg that a participant cannot do, and why. */
export interface RefusedLeg {
  readonly id: string;
  readonly because: Because;
}

/**
 * A participant's word on a global transaction. `yes` means prepared: whatever happens, it can still commit. `refused`
 * names every leg that cannot be done. `busy` says nothing of any leg: rows were locked, or no transaction could be
 * prepared at the moment.
 */
export type Vote =
  | { readonly vote: 'yes' }
  | { readonly vote: 'refused'; readonly legs: readonly RefusedLeg[] }
  | { readonly vote: 'busy'; readonly because?: Because };
