import fc from 'fast-check';

/** Texts at which programs have stumbled: nothing, controls, halves of characters, other people's languages. */
export const wildTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\r\nx-injected: 1\r\n\r\n',
    'a\0b',
    '\0',
    '\u0007\u001b[31mred',
    '\u007f',
    '\u0085',
    '\u2028',
  ],
  ...[
    '\ufeff',
    '\u202Elaer',
    'é',
    'e\u0301',
    'ß',
    'İ',
    '１２',
    '𝒳',
    '👩‍👩‍👧',
    '\ud800',
    'x\udfff',
    '\uffff',
    '\u0000'.repeat(9),
  ],
  ...['null', 'undefined', 'true', 'NaN', '-Infinity', '0', '-0', '-1', '1e400', '0x10', '9223372036854775808', '1,5'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '[object Object]',
    '{}',
    '[]',
    '«',
    '%',
    '%00',
    '%s%n',
    '$1',
  ],
  ...["'; DROP TABLE trade; --", "' OR '1'='1", '1; SELECT pg_sleep(9); --', '\\', '\\x', "\\' OR 1=1 --", '$$;--'],
  ...['{"level":"fatal","message":"forged"}', 'ok\n{"level":"fatal","message":"forged"}', '${jndi:ldap://127.0.0.1/x}'],
  ...['../../../../etc/passwd', '<script>alert(1)</script>', '{{7*7}}', '=1+1', '*', '%_', '?', '#', 'a/b', 'a~1b'],
  ...['0000-00-00', '2026-02-30', '2026-10-25T02:30:00', '+275760-09-13T00:00:00Z', '9999-12-31T23:59:60Z', '24:00'],
  ...[
    '2026-05-01',
    '1970-01-01T00:00:00Z',
    '1900-01-01T00:00:00+23:59',
    '9998-12-31T23:45:00Z',
    'Europe/Berlin',
    'UTC',
  ],
];

const lengths = [63, 64, 65, 100, 101, 200, 201, 255, 256, 500, 501, 1_000, 8_000, 65_536];

/** Any text at all, most of it made to hurt. */
export const wildText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...wildTexts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'é', '𝒳', '0', '\n'), fc.constantFrom(...lengths))
      .map(([of, times]) => of.repeat(times)),
  },
);

/** Numbers as they may stand in JSON and no program writes: beyond every range, too fine, too long, odd in their form. */
const wildNumbers: readonly string[] = [
  ...[
    '0',
    '-0',
    '-1',
    '1',
    '0.1',
    '-0.0',
    '1e400',
    '-1e400',
    '1e-400',
    '1E+2',
    '1.0',
    '1e0',
    '01',
    '+1',
    '.5',
    '1.',
    'NaN',
  ],
  ...['2147483647', '2147483648', '-2147483649', '9007199254740991', '9007199254740992', '9007199254740993'],
  ...['9223372036854775807', '9223372036854775808', '1.00000000000000000001', '9'.repeat(400), `0.${'0'.repeat(400)}1`],
];

const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** JSON, or nearly, to be put where something else is awaited. */
export const wildJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: wildText.map((text) => JSON.stringify(text)) },
  { weight: 4, arbitrary: fc.constantFrom(...wildNumbers) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      'false',
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '{"a":{}}',
      '{"__proto__":{}}',
      '"',
    ),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String) },
  { weight: 1, arbitrary: fc.double().map(String) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const, ['[{"a":', '}]'] as const),
        fc.constantFrom(30, 33, 1_000, 100_000),
      )
      .map(([[open, close], depth]) => nested(open, close, depth)),
  },
);

/** Names that a field, a parameter or a header had better not have. */
export const wildName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'surprise',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    '',
    ' ',
    'a/b~c',
    'id',
    'why',
    'Why',
    '0',
    '-1',
    'é',
    '\0',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
