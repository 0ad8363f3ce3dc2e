import type { Schema } from './api-operations.js';
import { freshCode } from './fresh-code.js';

/** A value that a schema does not take, and what is wrong with it. */
export type Wrong = readonly [what: string, value: unknown];

const notOfFormat: Readonly<Record<string, readonly string[]>> = {
  'date-time': [
    'soon',
    '2026-02-30T10:00:00Z',
    '2026-05-01T10:00:00',
    '2026-05-01',
    '1777629600',
    '10000-01-01T00:00:00Z',
  ],
  date: ['today', '2026-02-30', '2026-5-1', '2026-05-01T10:00:00Z', '0001-01-01', '9999-12-31', '1800-01-01'],
  uuid: ['mine', '0198c0de-0000-7000-8000-00000000000', '0198c0de-0000-7000-8000-0000000000011'],
};

/** What may break a pattern; those that do not break this one are left out. */
const oddTexts = ['', ' ', '?', 'ä', 'a\nb', '\u0007', '-', '--1', '1,5', '1e3', '0x10', "'; DROP TABLE trade; --"];

/** Codes of the right shape that are none: the check character, the type and the case are rules beyond a pattern. */
function wrongCodes(type: 'X' | 'Y' | 'Z'): Wrong[] {
  const code = freshCode(type);
  return [
    ['a wrong check character', code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A')],
    ['lower case', code.toLowerCase()],
    ['a code of another type', freshCode(type === 'X' ? 'Y' : 'X')],
    ['a code that may not be issued', '11XTEST00000049-'.replace('X', type)],
  ];
}

/** Every text that a schema of a text refuses, one for each thing that it says. */
export const wrongTexts = (schema: Schema): Wrong[] => [schema, ...(schema.allOf ?? [])].flatMap(wrongOf);

function wrongOf({ enum: known, const: only, pattern, format, minLength = 0, maxLength }: Schema): Wrong[] {
  if (known !== undefined || only !== undefined)
    return [
      ['an unknown word', 'no such word'],
      ['', ''],
    ];
  const codeOf = /^\^\[0-9\]\{2\}([XYZ])/.exec(pattern ?? '')?.[1] as 'X' | 'Y' | 'Z' | undefined;
  const breaks = pattern === undefined ? () => false : (text: string) => !new RegExp(pattern, 'u').test(text);
  return [
    ...(minLength > 0 ? [['too short', ''] as const] : []),
    ...(maxLength === undefined ? [] : [['too long', 'x'.repeat(maxLength + 1)] as const]),
    ...(notOfFormat[format ?? ''] ?? []).map((text): Wrong => [`no ${format}`, text]),
    ...oddTexts.filter(breaks).map((text): Wrong => ['against the pattern', text]),
    ...(codeOf === undefined ? [] : wrongCodes(codeOf)),
  ];
}

/** Whether a schema of a text says where a text ends: nothing takes texts of any length. */
export const isBounded = ({ enum: known, const: only, pattern, format, maxLength }: Schema): boolean =>
  [known, only, pattern, format, maxLength].some((limit) => limit !== undefined);
