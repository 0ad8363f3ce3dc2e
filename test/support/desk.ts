import { parse } from 'csv-parse/sync';
import type { ServiceName } from '../../local/services.js';
import type { World } from './world.js';

/** A list as a desk reads it. */
export interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

export type Filter = Readonly<Record<string, string>>;

export const query = (filter: Filter): string => new URLSearchParams(filter).toString();

/** One field of each item of a list, in its order; the operator's unless another key is named. */
export async function listOf(
  world: World,
  [name, path, field]: readonly [ServiceName, string, string],
  filter: Filter,
  key?: string,
): Promise<string[]> {
  const asked = `${path}?${query(filter)}`;
  const { status, body, text } = await world.http<Listed>(name, asked, key === undefined ? {} : { key });
  if (status !== 200) throw new Error(`${asked} was answered ${status}: ${text}`);
  return body.items.map((item) => String(item[field]));
}

/** A list as CSV, its lines by their header. */
export async function csvOf(world: World, name: ServiceName, path: string, key: string) {
  const { status, headers, text } = await world.http(name, path, { key, headers: { accept: 'text/csv' } });
  if (status !== 200 || !(headers.get('content-type') ?? '').startsWith('text/csv'))
    throw new Error(`${path} was answered ${status}: ${text}`);
  return { headers, lines: parse(text, { columns: true }) as Filter[] };
}
