/** Where a reader of a topic stands: by partition, the offset that it reads next. */
export type Positions = ReadonlyMap<number, bigint>;

/** `0:12,1:40,2:7,3:0`: partition and next offset, in the order of the partitions. */
export const formatPositions = (positions: Positions): string =>
  [...positions]
    .sort(([one], [other]) => one - other)
    .map(([partition, offset]) => `${partition}:${offset}`)
    .join(',');

const form = /^\d{1,5}:\d{1,18}(,\d{1,5}:\d{1,18})*$/;

/** Reads what {@link formatPositions} wrote; every partition from 0 on has to be there, once. */
export function parsePositions(text: string, partitions: number): Positions | 'malformed' {
  if (text.length > 10_000 || !form.test(text)) return 'malformed';
  const pairs = text.split(',').map((pair) => pair.split(':'));
  const positions = new Map(pairs.map(([partition, offset]) => [Number(partition), BigInt(offset ?? 0)]));
  const whole = pairs.length === partitions && positions.size === partitions;
  return whole && [...positions.keys()].every((partition) => partition < partitions) ? positions : 'malformed';
}

/** How many records lie between two places; a partition in which the first is ahead counts as none. */
export function distance(from: Positions, to: Positions): bigint {
  let records = 0n;
  for (const [partition, offset] of to) {
    const between = offset - (from.get(partition) ?? 0n);
    if (between > 0n) records += between;
  }
  return records;
}
