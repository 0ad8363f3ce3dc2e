/** What a page of metrics has: each series' name with the labels that it is seen with. */
export type SeenMetrics = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads pages in Prometheus' text format and puts them together. A metric without any series yet is there by its type;
 * names of series are taken as they stand, so that `x_bucket` is there where `x` is a histogram.
 */
export function seenMetrics(pages: readonly string[]): SeenMetrics {
  const seen = new Map<string, Set<string>>();
  const labelsOf = (name: string): Set<string> => {
    const labels = seen.get(name) ?? new Set();
    seen.set(name, labels);
    return labels;
  };
  for (const line of pages.flatMap((page) => page.split('\n'))) {
    const [, typed, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (typed !== undefined) {
      const names = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => typed + end) : [typed];
      names.forEach(labelsOf);
    }
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    for (const [, label] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) labelsOf(name).add(label ?? '');
  }
  return seen;
}
