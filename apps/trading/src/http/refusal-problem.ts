import type { Because } from '#libs/decision';
import { type FieldError, Problem, slugOf } from '#libs/service';

/** A reason in words, with its numbers. */
export function refusalDetail({ reason, at: _, ...details }: Because): string {
  const said = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return said.length > 0 ? `${reason} (${said.join(', ')})` : reason;
}

/** Refusals that say more of the caller or of the state of things than of the request. */
const statuses: Readonly<Record<string, number>> = {
  'not a side of the trade': 403,
  'only the counterparty confirms': 403,
  'party suspended': 409,
};

/**
 * A refusal of a submitted trade as a problem: the field by its pointer, the reason with its numbers.
 *
 * @param pointerTo where in the request the field stands that a rule names
 */
export function refusalProblem(because: Because, pointerTo: (at: string) => string): Problem {
  const { reason, at, ...details } = because;
  const detail = refusalDetail(because);
  return new Problem({
    status: statuses[reason] ?? (reason.startsWith('same ') ? 409 : 422),
    slug: slugOf(reason),
    title: 'The trade is refused',
    detail,
    ...(at !== undefined && { errors: [{ pointer: pointerTo(String(at)), detail }] }),
    extra: details,
  });
}

/** A refusal of what was wanted of a trade that is there: it stands otherwise than the caller thought. */
export function standingProblem(title: string, because: Because, errors: readonly FieldError[] = []): Problem {
  const { reason, at: _, ...details } = because;
  return new Problem({
    status: statuses[reason] ?? 409,
    slug: slugOf(reason),
    title,
    detail: refusalDetail(because),
    ...(errors.length > 0 && { errors }),
    extra: details,
  });
}
