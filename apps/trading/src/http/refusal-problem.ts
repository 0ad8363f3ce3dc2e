import type { Because } from '#libs/decision';
import { Problem, slugOf } from '#libs/service';

/**
 * A refusal of a submitted trade as a problem: the field by its pointer, the reason with its numbers.
 *
 * @param pointerTo where in the request the field stands that a rule names
 */
export function refusalProblem({ reason, at, ...details }: Because, pointerTo: (at: string) => string): Problem {
  const said = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const detail = said.length > 0 ? `${reason} (${said.join(', ')})` : reason;
  return new Problem({
    status: reason.startsWith('same ') ? 409 : 422,
    slug: slugOf(reason),
    title: 'The trade is refused',
    detail,
    ...(at !== undefined && { errors: [{ pointer: pointerTo(String(at)), detail }] }),
    extra: details,
  });
}
