import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { stopInOrder, stopOnSignal } from './shutdown.js';

const silent = { info: () => undefined, error: () => undefined };

describe('a stop', () => {
  it('takes its steps one after the other, also past one that throws', async () => {
    const done: string[] = [];
    const step = (name: string, waitMs: number) => ({
      name,
      stop: async () => {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        done.push(name);
        if (name === 'relay') throw new Error('the broker is gone');
      },
    });
    expect(await stopInOrder([step('http', 20), step('relay', 5), step('pool', 0)], silent)).toBe('stopped');
    expect(done).toEqual(['http', 'relay', 'pool']);
  });

  it('waits no longer than it may', async () => {
    const never = { name: 'never', stop: () => new Promise(() => undefined) };
    expect(await stopInOrder([never], silent, 20)).toBe('late');
  });

  it('begins once, however many signals come, and ends the process with 0', async () => {
    let stops = 0;
    const step = {
      name: 'http',
      stop: async () => {
        stops += 1;
      },
    };
    const exited = new Promise((resolve) => {
      const signals = Object.assign(new EventEmitter(), { exit: resolve });
      stopOnSignal([step], silent, signals);
      signals.emit('SIGINT', 'SIGINT');
      signals.emit('SIGTERM', 'SIGTERM');
      signals.emit('SIGINT', 'SIGINT');
    });
    expect(await exited).toBe(0);
    expect(stops).toBe(1);
  });
});
