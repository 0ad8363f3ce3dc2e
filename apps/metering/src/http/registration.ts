import type { Because, Decision } from '#libs/decision';
import type { GroupCommit } from '#libs/messaging';
import { type Problem, problems, type Registered, type Registrable, slugOf } from '#libs/service';
import { registerSide } from './register-side.work.js';
import type { SideForm } from './side-form.js';

/** Meter points and portfolios are registered alike. */
export const registrable = <Body, Shown extends Registered>(
  groups: GroupCommit,
  { schema, sideOf, show }: SideForm<Body, Shown>,
): Registrable<Body, Shown> => ({
  schema,
  register: (body): Promise<Decision<unknown, string>> => groups.submit(registerSide, sideOf(body)),
  show: (body, answer) => show(sideOf(body), answer),
  problemOf,
});

function problemOf({ reason, ...details }: Because): Problem {
  if (reason === 'unknown party')
    return problems.unprocessable(
      slugOf(reason),
      `The party ${details['party']} is not known here, or not yet: it arrives soon after its registration with trading.`,
      details,
    );
  return problems.conflict(
    slugOf(reason),
    `${details['key']} is registered with other content: ${details['different']} differs.`,
    details,
  );
}
