import { stringify } from 'csv-stringify/sync';

/** Whether the caller would rather have CSV: an Accept header that names it, and JSON not before it. */
export function wantsCsv(accept: string | undefined): boolean {
  const offers = (accept ?? '').split(',').map((offer) => {
    const [type = '', ...parameters] = offer.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    return { type: type.toLowerCase(), weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
  });
  const best = (...types: string[]): number =>
    Math.max(0, ...offers.filter(({ type }) => types.includes(type)).map(({ weight }) => weight));
  const csv = best('text/csv');
  return csv > 0 && csv >= best('application/json');
}

/** RFC 4180 with a header line, LF at the line ends; nothing stands for null. Sets the reply's content type. */
export function csvReply(
  reply: { header(name: string, value: string): unknown },
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string {
  reply.header('content-type', 'text/csv; charset=utf-8; header=present');
  return stringify([...rows], { header: true, columns: [...columns], cast: { boolean: String } });
}
