import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { crashPlaces } from '../../../test/fault/crash-places.js';

process.env['CRASH_AT'] = 'after-commit@settlement.hold-funds.v1';
const { crashPoint, crashPoints } = await import('./crash-point.js');

const kill = jest.spyOn(process, 'kill').mockImplementation(() => {
  // Were it to return, the crash point would wait for its death for ever.
  throw new Error('killed');
});
afterEach(() => {
  kill.mockClear();
});

const places = crashPlaces(process.cwd());
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
    expect(places.filter((place) => place.point === point)).toHaveLength(1);
  });
});
