import { jsonPointer } from '#libs/strict-json';
import type { FieldError } from './problem.js';

/** What a Standard Schema says is wrong. */
interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What zod says beyond the standard: unknown keys by name, and what each branch of a union missed. */
interface Issue extends StandardIssue {
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

type Path = readonly PropertyKey[];

/** A body of five hundred bad trades is not answered with a megabyte of errors. */
const mostErrors = 100;

const pathOf = (issue: Issue): Path => (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));

const sentence = (message: string): string =>
  message.endsWith('received undefined')
    ? 'is required'
    : message.replace(/^Invalid (?:input|option): /, '').replace(/^Invalid UUID$/, 'expected a UUID');

const count = (issues: readonly Issue[]): number => issues.reduce((sum, { keys }) => sum + (keys?.length ?? 1), 0);

/**
 * The branch of a union that was meant: the one whose own fields were nearly right, however much is wrong within them.
 */
const nearest = (branches: readonly (readonly Issue[])[]): readonly Issue[] => {
  const shallow = (branch: readonly Issue[]): number => count(branch.filter((issue) => pathOf(issue).length <= 1));
  return branches.toSorted((a, b) => shallow(a) - shallow(b) || count(a) - count(b))[0] ?? [];
};

function errorsOf(issue: Issue, above: Path): FieldError[] {
  const path = [...above, ...pathOf(issue)];
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({ pointer: jsonPointer([...path, key]), detail: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && issue.errors !== undefined && issue.errors.length > 0) {
    return nearest(issue.errors).flatMap((inner) => errorsOf(inner, path));
  }
  return [{ pointer: jsonPointer(path), detail: sentence(issue.message) }];
}

/** One entry per wrong field, at most a hundred; `above` is the path to what was checked. */
export const fieldErrors = (issues: readonly StandardIssue[], above: Path = []): FieldError[] =>
  issues.flatMap((issue) => errorsOf(issue, above)).slice(0, mostErrors);
