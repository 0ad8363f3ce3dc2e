import { expect, it } from '@jest/globals';
import { columns } from './columns.js';

it('puts columns below each other, numbers at the right', () => {
  expect(
    columns(
      ['what', 'value', 'said'],
      [
        ['one', '7 ms', '1 of 2'],
        ['another', '1234 ms', '–'],
      ],
    ),
  ).toBe('what       value  said\none         7 ms  1 of 2\nanother  1234 ms  –\n');
});

it('writes the title alone where there are no rows', () => {
  expect(columns(['what', 'value'], [])).toBe('what  value\n');
});
