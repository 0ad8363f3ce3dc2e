import { csvReply, type Page, wantsCsv } from '#libs/service';

/** What of a request decides the shape of its answer. */
export interface PageRequest {
  /** Path and query. */
  readonly url: string;
  readonly headers: { readonly accept?: string };
}

export type PageReplyTarget = Parameters<typeof csvReply>[0];

/** A page as the caller would rather have it: JSON, or CSV with the next page as a link in the header (RFC 8288). */
export function pageReply<Shown extends Pick<Page<Readonly<Record<string, unknown>>>, 'items' | 'next'>>(
  page: Shown,
  columns: readonly string[],
  { url, headers }: PageRequest,
  reply: PageReplyTarget,
): Shown | string {
  if (!wantsCsv(headers.accept)) return page;
  if (page.next !== null) {
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    query.set('after', page.next);
    reply.header('link', `<?${query.toString()}>; rel="next"`);
  }
  return csvReply(reply, columns, page.items);
}
