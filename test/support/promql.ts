/** What a PromQL expression speaks of. */
export interface Spoken {
  readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** The labels by which it groups or joins. */
  readonly grouped: readonly string[];
}

const functions = new Set(
  'sum max min avg count rate increase deriv histogram_quantile time absent absent_over_time label_values'.split(' '),
);
const operators = new Set(['and', 'or', 'unless', 'bool', 'offset']);
const groupings = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const selectors = /([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?/g;

const wordsOf = (list: string): string[] => list.split(',').flatMap((word) => word.trim() || []);

/**
 * Takes an expression apart, as far as its names go. Throws on a function that it does not know, so that no name is taken
 * for one and passes unseen.
 */
export function spokenOf(expression: string): Spoken {
  const grouped: string[] = [];
  const rest = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(groupings, (_, list: string) => {
      grouped.push(...wordsOf(list));
      return '';
    })
    .replaceAll(/(?<![\w:])\d[\w.]*/g, '');
  const metrics: { name: string; labels: string[] }[] = [];
  for (const match of rest.matchAll(selectors)) {
    const [whole, name = '', matchers = ''] = match;
    const next = rest.slice((match.index ?? 0) + whole.length).trimStart();
    if (operators.has(name)) continue;
    if (next.startsWith('(')) {
      if (!functions.has(name)) throw new Error(`${name}() is no function that is known here: ${expression}`);
      continue;
    }
    metrics.push({ name, labels: wordsOf(matchers).map((matcher) => /^\w+/.exec(matcher)?.[0] ?? matcher) });
  }
  return { metrics, grouped };
}
