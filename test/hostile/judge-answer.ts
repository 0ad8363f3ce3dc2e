import type { DeclaredAnswers } from './declared-answers.js';
import type { HostileRequest } from './hostile-request.js';
import { isUnclear } from './hostile-request.js';
import { insideOf } from './inside-of.js';
import type { RawAnswer } from './raw-answer.js';
import type { Outcome } from './raw-client.js';

/** The largest body that a service reads: a client that writes more may find the connection closed before its answer. */
const bodyLimitBytes = 2 * 1024 * 1024;
const overloads = new Set(['row-in-doubt', 'outcome-unknown', 'overloaded', 'too-many-streams']);

interface Problem {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly detail?: unknown;
  readonly errors?: readonly { readonly pointer?: unknown; readonly detail?: unknown }[];
}

const typeOf = ({ headers }: RawAnswer): string => (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Everything that is wrong with an answer, one sentence each; which ones there are does not depend on ids. */
export function wrongWith(request: HostileRequest, outcome: Outcome, declared: DeclaredAnswers): string[] {
  if (!outcome.answered)
    return mayHangUp(request) && outcome.because.startsWith('hung up') ? [] : [`no answer: ${outcome.because}`];
  const { answer } = outcome;
  const text = answer.body.toString();
  const body = parsed(text);
  const findings = [...wrongHead(answer, body), ...wrongBody(request, answer, text, body, declared)];
  if (answer.headers.has('x-injected')) findings.push('a header of the request came back');
  // Operators see where a parked message failed.
  const shown = /\/v1\/parked/.test(request.target) ? text.replaceAll(/"stack":"(?:[^"\\]|\\.)*"/g, '') : text;
  const inside = insideOf(shown);
  return inside === undefined ? findings : [...findings, `the answer shows ${inside}`];
}

/** What leaves a server in doubt where a request ends, and what Node hangs up on by itself. */
const mayHangUp = (request: HostileRequest): boolean =>
  isUnclear(request) ||
  (request.body?.length ?? 0) > bodyLimitBytes ||
  request.method === 'CONNECT' ||
  request.headers.some(([name]) => name === 'upgrade' || name === 'expect');

function wrongHead({ status, headers }: RawAnswer, body: unknown): string[] {
  if (!Number.isSafeInteger(status) || status < 200) return [`the status is ${status}`];
  if (status === 503) {
    const slug = String((body as Problem | undefined)?.type).replace('urn:gridsaga:problem:', '');
    if (headers.has('retry-after') && overloads.has(slug)) return [];
    return [`503 ${slug}${headers.has('retry-after') ? '' : ' without Retry-After'}`];
  }
  return status >= 500 ? [`the status is ${status}`] : [];
}

function wrongBody(
  request: HostileRequest,
  answer: RawAnswer,
  text: string,
  body: unknown,
  declared: DeclaredAnswers,
): string[] {
  const { status } = answer;
  const [path = ''] = request.target.split(/[?#]/);
  const operation = declared.at(request.service, request.method, path);
  const type = typeOf(answer);
  if (status >= 400) return request.method === 'HEAD' ? [] : wrongProblem(status, type, body as Problem | undefined);
  const answers = operation?.answers.get(String(status));
  if (!operation || !answers) return [`${status} is not declared`];
  if (request.method === 'HEAD' || answers.size === 0 || type === 'text/csv' || type === 'text/event-stream') return [];
  if (!answers.has(type)) return [`${status} ${type} is not declared`];
  const validate = answers.get(type);
  if (!validate || validate(body)) return [];
  const [first] = validate.errors ?? [];
  const place = first?.instancePath.replaceAll(/\/\d+/g, '/n');
  return [`${status} is not as declared: ${place} ${first?.message} (${text.slice(0, 80)})`];
}

function wrongProblem(status: number, type: string, problem: Problem | undefined): string[] {
  if (type !== 'application/problem+json') return [`${status} is ${type || 'of no type'} and no problem`];
  if (typeof problem !== 'object' || problem === null) return [`${status} is no JSON`];
  const findings: string[] = [];
  if (problem.status !== status) findings.push(`${status} says that it is ${String(problem.status)}`);
  if (!/^urn:gridsaga:problem:[a-z0-9]+(-[a-z0-9]+)*$/.test(String(problem.type)))
    findings.push(`${status} is of the type ${String(problem.type)}`);
  if (typeof problem.detail !== 'string' || problem.detail.trim() === '')
    findings.push(`${status} says nothing in detail`);
  const slug = String(problem.type).split(':').at(-1);
  if ((slug === 'invalid-fields' || slug === 'invalid-parameters') && (problem.errors ?? []).length === 0)
    findings.push(`${status} ${slug} names no field`);
  for (const { pointer, detail } of problem.errors ?? []) {
    if (typeof pointer !== 'string' || !/^(\/|$)/.test(pointer)) findings.push(`${status} points nowhere`);
    if (typeof detail !== 'string' || detail.trim() === '') findings.push(`${status} gives no reason for a field`);
  }
  return [...new Set(findings)];
}
