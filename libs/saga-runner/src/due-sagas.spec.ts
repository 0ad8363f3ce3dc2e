import { describe, expect, it } from '@jest/globals';
import { DueSagas } from './due-sagas.js';

describe('due sagas', () => {
  it('are read from the rows by the first look, and by one of ten after it', async () => {
    const asked: string[] = [];
    const due = new DueSagas(
      { due: () => (asked.push('own'), ['own']) },
      async (_text, [most]) => (asked.push(`rows, ${String(most)} at most`), [{ id: 'row' }]),
    );
    const found: string[] = [];
    for (let look = 0; look < 12; look += 1) found.push(...(await due.find(7)));
    expect(found).toEqual(['row', ...Array<string>(9).fill('own'), 'row', 'own']);
    expect(asked.filter((one) => one !== 'own')).toEqual(['rows, 7 at most', 'rows, 7 at most']);
  });
});
