/** RFC 9457, as the services answer it. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A problem in one line: who answered it, its detail, and each bad field by its pointer. */
export function saidProblem(service: string, status: number, problem: ProblemDocument): string {
  const { type, title, detail = '', errors = [] } = problem;
  const slug = type?.split(':').at(-1) ?? '';
  const kind = `${service} answered ${status}${slug === '' ? '' : ` ${slug}`}`;
  const said = detail === '' ? (title ?? 'no reason was given') : detail;
  const [only] = errors;
  // A single bad field often says the same as the whole.
  if (errors.length === 1 && only && said.includes(only.detail)) {
    const where = said === only.detail ? ` (${only.pointer})` : '';
    return sentence(`${kind}: ${said.replace(/\.$/, '')}${where}`);
  }
  const fields = errors.map(({ pointer, detail: fault }) => `${pointer === '' ? '/' : pointer}: ${fault}`);
  return `${kind}: ${[said, ...(fields.length > 0 ? [fields.join('; ')] : [])].map(sentence).join(' ')}`;
}
