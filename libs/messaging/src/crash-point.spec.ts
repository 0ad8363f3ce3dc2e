import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

process.env['CRASH_AT'] = 'after-commit@settlement.hold-funds.v1';
const { crashPoint, crashPoints } = await import('./crash-point.js');

const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
  // Were it to return, the crash point would wait for its death for ever.
  throw new Error('killed');
});
afterEach(() => {
  kill.mockClear();
});

const holding = (): string[] => ['settlement.void-hold.v1', 'settlement.hold-funds.v1'];

describe('a crash point', () => {
  it('kills its own process with SIGKILL when it is armed for what passes', () => {
    expect(() => crashPoint('after-commit', holding)).toThrow('killed');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL');
  });

  it('lets other kinds pass', () => {
    crashPoint('after-commit', () => ['settlement.void-hold.v1']);
    expect(kill).not.toHaveBeenCalled();
  });

  it('does not even ask what passes at a point that is not armed', () => {
    const kinds = jest.fn(holding);
    crashPoint('before-commit', kinds);
    expect([kinds.mock.calls.length, kill.mock.calls.length]).toEqual([0, 0]);
  });

  it.each(crashPoints)('%s stands in exactly one place', (point) => {
    const folder = import.meta.dirname;
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    const calls = sources.flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').split(`crashPoint('${point}'`).slice(1),
    );
    expect(calls).toHaveLength(1);
  });
});
