import { csvReply } from './csv.js';
import type { Page } from './page.js';

/** What of a request its next page is made of. */
export interface CsvPageRequest {
  /** Path and query. */
  readonly url: string;
}

export interface CsvPageReply {
  header(name: string, value: string): unknown;
}

/** A page of a list as CSV; where there is more, the next page is a link in the header (RFC 8288). */
export function csvPage<Line extends Readonly<Record<string, unknown>>>(
  { url }: CsvPageRequest,
  reply: CsvPageReply,
  columns: readonly (keyof Line & string)[],
  { items, next }: Page<Line>,
): string {
  if (next !== null) {
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    query.set('after', next);
    reply.header('link', `<?${query.toString()}>; rel="next"`);
  }
  return csvReply(reply, columns, items);
}
