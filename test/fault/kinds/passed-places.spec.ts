import { describe, expect, it } from '@jest/globals';
import { crashPoints } from '#libs/messaging';
import { serviceNames } from '../../../local/services.js';
import { passedBy } from './passed-places.js';

const all = serviceNames.flatMap(passedBy);

describe('the places at which a fault run lets a process die', () => {
  it.each(crashPoints)('include %s', (point) => {
    expect(all.filter((place) => place.startsWith(`${point}@`)).length).toBeGreaterThan(0);
  });

  it('are each named once per service', () => {
    for (const name of serviceNames) expect(new Set(passedBy(name)).size).toBe(passedBy(name).length);
  });

  it('are those of a decision for its coordinator, and those of a branch for the participants', () => {
    const services = (point: string) =>
      serviceNames.filter((name) => passedBy(name).some((place) => place.startsWith(`${point}@`)));
    expect(services('before-decision')).toEqual(['trading']);
    expect(services('after-prepare')).toEqual(['metering', 'settlement']);
    expect(services('before-commit')).toEqual([...serviceNames]);
  });
});
