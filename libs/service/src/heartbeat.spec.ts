import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Heartbeat } from './heartbeat.js';

const startedAt = new Date('2026-05-01T12:00:00Z');

/** A database that notes what it is told: `beat` with what it was told of the start, or `gone`. */
class FakeDatabase {
  readonly told: unknown[] = [];
  answer: () => Promise<unknown> = () => Promise.resolve([{ startedAt }]);

  query<Row>(text: string, values?: unknown[]): Promise<Row> {
    if (text.includes('INSERT')) {
      this.told.push(['beat', ...(values ?? [])]);
      return this.answer() as Promise<Row>;
    }
    this.told.push(['gone', ...(values ?? [])]);
    return Promise.resolve([] as Row);
  }
}

const first = ['beat', 'any-1', '1.0.0', null];
const beat = ['beat', 'any-1', '1.0.0', startedAt];

let database: FakeDatabase;
let troubles: string[];
let heartbeat: Heartbeat;
beforeEach(() => {
  jest.useFakeTimers();
  database = new FakeDatabase();
  troubles = [];
  const onTrouble = (_: unknown, what: string): void => void troubles.push(what);
  heartbeat = new Heartbeat(database, { id: 'any-1', version: '1.0.0' }, onTrouble);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a heartbeat', () => {
  it('beats at the start and every two seconds, and keeps to when it began', async () => {
    await heartbeat.start();
    await jest.advanceTimersByTimeAsync(4_000);
    expect(database.told).toEqual([first, beat, beat]);
    await heartbeat.stop();
  });

  it('takes its row away when it is stopped, behind the last beat, and is silent then', async () => {
    await heartbeat.start();
    let answered: (() => void) | undefined;
    database.answer = () => new Promise((resolve) => (answered = () => resolve([{ startedAt }])));
    await jest.advanceTimersByTimeAsync(2_000);
    const stopped = heartbeat.stop();
    await jest.advanceTimersByTimeAsync(6_000);
    expect(database.told).toEqual([first, beat]);
    answered?.();
    await stopped;
    await jest.advanceTimersByTimeAsync(6_000);
    expect(database.told).toEqual([first, beat, ['gone', 'any-1']]);
  });

  it('sends no beat while one is under way', async () => {
    database.answer = () => new Promise(() => undefined);
    void heartbeat.start();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(database.told).toEqual([first]);
  });

  it('goes on when the database stays away, and says so once until it is back', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('no connection'));
    const there = database.answer;
    database.answer = away;
    await heartbeat.start();
    await jest.advanceTimersByTimeAsync(4_000);
    expect([database.told.length, troubles.length]).toEqual([3, 1]);
    database.answer = there;
    await jest.advanceTimersByTimeAsync(2_000);
    database.answer = away;
    await jest.advanceTimersByTimeAsync(4_000);
    expect([database.told.length, troubles.length]).toEqual([6, 2]);
    await heartbeat.stop();
  });
});
