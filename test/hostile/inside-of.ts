/** What nobody outside is to see, and what none of our own hostile texts looks like. */
const insides: readonly (readonly [what: string, form: RegExp])[] = [
  [
    'a stack trace',
    /\n\s+at (?:async )?[^\n]*:\d+:\d+|\\n\s+at (?:async )?[^\n]*:\d+:\d+|node_modules\/|node:internal/,
  ],
  ['SQL', /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|RETURNING)\b[^"]{0,400}\$\d/],
  [
    'words of PostgreSQL',
    /violates (?:check|unique|foreign key|not-null|exclusion) constraint|relation \\?"\w+\\?" does not exist|syntax error at or near|invalid input syntax for|invalid byte sequence|out of range for type|duplicate key value|value too long for type|Failed query/,
  ],
];

/** What of the inside of a service a text shows; undefined where it shows none. */
export const insideOf = (text: string): string | undefined => insides.find(([, form]) => form.test(text))?.[0];
