import { describe, expect, it } from '@jest/globals';
import { GroupCommit, OutcomeUnknown } from './group-commit.js';
import { type Batch, Unhandled } from './shell.js';
import { TryAgainLater } from './try-again-later.js';
import type { Work } from './work.js';

const doubling: Work<'any', unknown, number, number> = {
  name: 'doubling',
  touches: () => ({}),
  decide: (_state, message) => ({ answer: message * 2, send: [] }),
};

const coded = (code: string): Error => Object.assign(new Error(code), { code });

type Run = (messages: readonly number[], batch: Batch) => void;

/** A shell that doubles numbers; `fate` sees every try and may throw. Answers the tries, too. */
function shellWith(fate: Run = () => undefined): { groups: GroupCommit; tries: number[][] } {
  const tries: number[][] = [];
  const run = async (batch: Batch): Promise<unknown[]> => {
    const messages = batch.tasks.map(({ message }) => message as number);
    tries.push(messages);
    // A transaction takes its time; without it groups could not meet.
    await new Promise((resolve) => setTimeout(resolve, 5));
    fate(messages, batch);
    return messages.map((message) => message * 2);
  };
  return { groups: new GroupCommit({ run }, { giveUpAfterMs: 200 }), tries };
}

const settle = async (answers: readonly Promise<number>[]): Promise<unknown[]> =>
  (await Promise.allSettled(answers)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason));

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('requests that share a transaction', () => {
  it('are one group when they arrive within milliseconds, each with its own answer', async () => {
    const { groups, tries } = shellWith();
    expect(await settle(numbers(50).map((n) => groups.submit(doubling, n)))).toEqual(numbers(50).map((n) => n * 2));
    expect(tries).toEqual([numbers(50)]);
  });

  it('keep one mark through every try, and are tried again where it cannot be made', async () => {
    const seen: unknown[] = [];
    const run = async ({ tasks, once }: Batch): Promise<unknown[]> => {
      seen.push(once?.id);
      if (seen.length < 3) throw coded('40001');
      return tasks.map(({ message }) => message);
    };
    let asked = 0;
    const mark = async () => {
      asked += 1;
      if (asked === 1) throw coded('57P03');
      return { id: `mark ${asked}`, at: '2026-05-01T00:00:00Z' };
    };
    const groups = new GroupCommit({ run }, { mark });
    expect(await groups.submit(doubling, 7)).toBe(7);
    expect(seen).toEqual(['mark 2', 'mark 2', 'mark 2']);
  });

  it('are at most two hundred, and two groups run side by side, in the order of arrival', async () => {
    let under = 0;
    let most = 0;
    const run = async ({ tasks }: Batch): Promise<unknown[]> => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 5));
      under -= 1;
      return tasks.map(({ message }) => message);
    };
    const groups = new GroupCommit({ run });
    expect(await settle(numbers(1001).map((n) => groups.submit(doubling, n)))).toEqual(numbers(1001));
    expect(most).toBe(2);
    const { groups: counted, tries } = shellWith();
    await settle(numbers(401).map((n) => counted.submit(doubling, n)));
    expect(tries.map(({ length }) => length)).toEqual([200, 200, 1]);
  });

  it('go on without the one whose rule throws, which gets what was thrown', async () => {
    const thrown = new RangeError('7 is not doubled');
    const { groups, tries } = shellWith((messages, { tasks }) => {
      const at = messages.indexOf(7);
      if (at >= 0) throw new Unhandled(tasks[at] as Batch['tasks'][number], thrown);
    });
    const answers = await settle(numbers(10).map((n) => groups.submit(doubling, n)));
    expect(answers).toEqual(numbers(10).map((n) => (n === 7 ? thrown : n * 2)));
    expect(tries).toHaveLength(2);
  });

  it.each([
    ['comes back until it can be decided', 3, 14],
    ['is told so when its time is over', Number.POSITIVE_INFINITY, new TryAgainLater('7 is in doubt')],
  ])('go on at once without one that cannot be decided yet, which %s', async (_, times, answer) => {
    let left = times;
    const { groups, tries } = shellWith((messages, { tasks }) => {
      const at = messages.indexOf(7);
      if (at >= 0 && (left -= 1) >= 0)
        throw new Unhandled(tasks[at] as Batch['tasks'][number], new TryAgainLater('7 is in doubt'));
    });
    const late = groups.submit(doubling, 7);
    expect(await groups.submit(doubling, 1)).toBe(2);
    expect(tries).toEqual([[7, 1], [1]]);
    expect(await settle([late])).toEqual([answer]);
  });

  it('go on without the one that the database refuses, found by halves', async () => {
    const refusal = coded('23514');
    const { groups, tries } = shellWith((messages) => {
      if (messages.includes(70)) throw refusal;
    });
    const answers = await settle(numbers(128).map((n) => groups.submit(doubling, n)));
    expect(answers).toEqual(numbers(128).map((n) => (n === 70 ? refusal : n * 2)));
    // The whole, and at each of seven levels both halves.
    expect(tries).toHaveLength(15);
  });

  it('are run again when the answer to COMMIT was lost', async () => {
    let lost = 2;
    const { groups, tries } = shellWith(() => {
      lost -= 1;
      if (lost >= 0) throw new Error('Connection terminated unexpectedly');
    });
    expect(await settle([1, 2].map((n) => groups.submit(doubling, n)))).toEqual([2, 4]);
    expect(tries).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('go on without one whose unique violation stays', async () => {
    const refusal = coded('23505');
    const { groups } = shellWith((messages) => {
      if (messages.includes(3)) throw refusal;
    });
    expect(await settle([3, 4, 5, 6].map((n) => groups.submit(doubling, n)))).toEqual([refusal, 8, 10, 12]);
  });

  it('are told that the outcome is unknown when the database stays away', async () => {
    const { groups, tries } = shellWith(() => {
      throw coded('ECONNREFUSED');
    });
    const answers = await settle([1, 2].map((n) => groups.submit(doubling, n)));
    for (const answer of answers) {
      expect(answer).toBeInstanceOf(OutcomeUnknown);
      expect((answer as OutcomeUnknown).cause).toEqual(coded('ECONNREFUSED'));
    }
    expect(tries.length).toBeGreaterThan(2);
  });
});
