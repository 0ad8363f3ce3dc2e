import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Shell, Unhandled, type Work } from '#libs/messaging';
import {
  at,
  begun,
  inWords,
  type Journey,
  type JourneyState,
  journeyId,
  journeyRunner,
  nextBatch,
  noSagas,
} from '../../../test/support/a-journey.js';
import { Deadlines, deadlinesWork } from './deadlines.js';

const coded = (code: string): Error => Object.assign(new Error(code), { code });

type Batch = Parameters<Shell<'saga', unknown>['run']>[0];

const work = { name: 'deadlines' } as Work<'saga', unknown, { sagaId: string; chance: number }, number>;

const sagasIn = ({ tasks }: Batch): string[] => tasks.map(({ message }) => (message as { sagaId: string }).sagaId);

/** A loop over what `due` answers; `fate` decides, by throwing, whether a batch could be written. */
function loop(due: () => Promise<string[]>, fate: (batch: Batch) => void = () => undefined) {
  const told: string[][] = [];
  const trouble: unknown[] = [];
  const run = async (batch: Batch): Promise<unknown[]> => {
    fate(batch);
    told.push(sagasIn(batch));
    return [];
  };
  return { told, trouble, deadlines: new Deadlines({ run }, { find: due }, work, (error) => trouble.push(error)) };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Lets two looks happen. */
async function look({ deadlines }: ReturnType<typeof loop>): Promise<void> {
  deadlines.start();
  await jest.advanceTimersByTimeAsync(450);
  await deadlines.stop();
}

describe('the loop over deadlines', () => {
  it('tells the sagas that are due, all of a look in one transaction, each with its own chance', async () => {
    const chances: number[] = [];
    const two = loop(
      async () => ['a', 'b'],
      ({ tasks }) => chances.push(...tasks.map(({ message }) => (message as { chance: number }).chance)),
    );
    await look(two);
    expect(two.told).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(new Set(chances).size).toBe(4);
  });

  it('opens no transaction when nothing is due', async () => {
    const none = loop(async () => []);
    await look(none);
    expect(none.told).toEqual([]);
  });

  it('does not look again while a look is under way, and stops when it is over', async () => {
    let looks = 0;
    const slow = loop(async () => {
      looks += 1;
      await new Promise((resolve) => setTimeout(resolve, 1900));
      return ['a'];
    });
    slow.deadlines.start();
    await jest.advanceTimersByTimeAsync(1800);
    expect(looks).toBe(1);
    const stopped = slow.deadlines.stop();
    await jest.advanceTimersByTimeAsync(2000);
    await stopped;
    expect([looks, slow.told]).toEqual([1, [['a']]]);
  });

  it('tells the others when one saga cannot be told', async () => {
    const bug = new Error('the definition was taken away');
    const one = loop(
      async () => ['a', 'b', 'c'],
      ({ tasks }) => {
        const task = tasks.find(({ message }) => (message as { sagaId: string }).sagaId === 'b');
        if (task) throw new Unhandled(task, bug);
      },
    );
    await look(one);
    expect([one.told[0], one.trouble[0]]).toEqual([['a', 'c'], bug]);
  });

  it('tells the others when the database refuses one', async () => {
    const refused = loop(
      async () => ['a', 'b', 'c', 'd', 'e'],
      (batch) => {
        if (sagasIn(batch).includes('d')) throw coded('23514');
      },
    );
    await look(refused);
    expect(refused.told.flat()).toEqual(['a', 'b', 'c', 'e', 'a', 'b', 'c', 'e']);
    expect(refused.trouble).toEqual([coded('23514'), coded('23514')]);
  });

  it('says nothing of what the next look will do again', async () => {
    let away = true;
    const back = loop(
      async () => ['a'],
      () => {
        if (away) {
          away = false;
          throw coded('ECONNREFUSED');
        }
      },
    );
    await look(back);
    expect([back.told, back.trouble]).toEqual([[['a']], []]);
  });
});

const overdue = deadlinesWork<Journey, JourneyState>(journeyRunner);

describe('a deadline', () => {
  it('asks again what was not answered in time, and nothing before', () => {
    const { state } = begun();
    const due = { sagaId: journeyId, chance: 0.5 };
    expect(overdue.decide(state, due, at(1499))).toEqual({ answer: 0, send: [] });
    const late = overdue.decide(state, due, at(1500));
    expect([late.answer, inWords(late.send)]).toEqual([1, ['airline.commands.v1 fly.v1 2']]);
    expect(overdue.decide(state, due, at(1500)).answer).toBe(0);
  });

  it('undoes the silent step when its budget is spent', () => {
    const { state } = begun();
    const late = overdue.decide(state, { sagaId: journeyId, chance: 0.5 }, at(21_000));
    expect(inWords(late.send)).toEqual(['airline.commands.v1 stay.v1 1']);
  });

  it('that finds nothing overdue has the copy of its saga checked: the row may say otherwise', () => {
    const state = nextBatch(begun().state);
    overdue.decide(state, { sagaId: journeyId, chance: 0.5 }, at(1499));
    expect(state.sagas.updated()).toEqual([state.sagas.before(journeyId)]);
  });

  it('finds nothing of a saga that is not there', () => {
    const state = noSagas();
    expect(overdue.decide(state, { sagaId: journeyId, chance: 0 }, at(0))).toEqual({ answer: 0, send: [] });
  });
});
