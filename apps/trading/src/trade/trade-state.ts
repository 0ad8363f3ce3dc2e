import type { Because } from '#libs/decision';
import { type Progress, phaseOf, stuckSteps } from '#libs/saga';

export type TradeState = 'pending' | 'confirmed' | 'cleared' | 'rejected' | 'stuck';

/** A trade is as far as its saga is; nothing else is kept of it. */
export function tradeState(progress: Progress): TradeState {
  const phase = phaseOf(progress);
  switch (phase) {
    case 'done':
      return 'cleared';
    case 'undone':
      return 'rejected';
    case 'doing':
      return 'pending';
    case 'finishing':
      return stuckSteps(progress).length > 0 ? 'stuck' : 'confirmed';
    case 'undoing':
      return stuckSteps(progress).length > 0 ? 'stuck' : 'pending';
    default:
      return phase satisfies never;
  }
}

/** Why a trade was rejected, or is being undone: the step and its refusal. */
export const rejectionOf = ({ rejected }: Progress): { step: string; because: Because } | undefined =>
  rejected && { step: rejected.step, because: rejected.because };
