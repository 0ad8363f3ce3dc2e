import type { Because } from '#libs/decision';
import { type Problem, problems, slugOf } from '#libs/service';

/** The same EIC stands there with other content; the problem shows what stands there. */
export const registeredOtherwise = ({ reason, ...registered }: Because): Problem =>
  problems.conflict(slugOf(reason), 'This EIC is registered with other content.', registered);
