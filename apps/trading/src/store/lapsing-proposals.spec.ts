import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LapsingProposals } from './lapsing-proposals.js';

/** Proposals that are due, of which some cannot lapse. */
async function oneRound(ids: readonly string[], stuck: (id: string) => boolean) {
  const due = new Set(ids);
  const troubles: unknown[] = [];
  let queries = 0;
  const query = (_text: string, [most, left]: unknown[]) => {
    queries += 1;
    const found = [...due].filter((id) => !(left as string[]).includes(id)).slice(0, Number(most));
    return Promise.resolve(found.map((id) => ({ id })));
  };
  const lapse = async (id: string): Promise<'lapsed' | 'unchanged'> => {
    await Promise.resolve();
    if (stuck(id)) throw new Error(id);
    return due.delete(id) ? 'lapsed' : 'unchanged';
  };
  const lapsing = new LapsingProposals(query, lapse, (error) => troubles.push(error));
  lapsing.start();
  await jest.advanceTimersByTimeAsync(500);
  await lapsing.stop();
  return { left: [...due], troubles, queries };
}

const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `proposal ${at}`);

describe('proposals whose gate has closed', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    ['few', 3, 1],
    ['more than one look finds', 450, 3],
  ])('lapse in one round: %s', async (_case, count, looks) => {
    expect(await oneRound(many(count), () => false)).toEqual({ left: [], troubles: [], queries: looks });
  });

  it('lapse behind two hundred that cannot, of which one is told', async () => {
    const ids = many(450);
    const { left, troubles } = await oneRound(ids, (id) => ids.indexOf(id) < 200);
    expect(left).toEqual(ids.slice(0, 200));
    expect(troubles).toEqual([new Error('proposal 0')]);
  });
});
