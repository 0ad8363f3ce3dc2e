import { describe, expect, it } from '@jest/globals';
import { members } from './member.js';
import { connectionOf } from './sample-connections.js';

describe('connections', () => {
  it('let only those inject who make something', () => {
    for (const member of members) {
      expect(connectionOf(member).injectionW > 0).toBe(member.pvKwp > 0 || member.mustRunW > 0);
    }
  });

  it('are too small for a few households each way', () => {
    const homes = members.filter(({ kind }) => kind !== 'must-run plant').map(connectionOf);
    expect(homes.filter(({ consumptionW }) => consumptionW <= 1000)).toHaveLength(3);
    expect(homes.filter(({ injectionW }) => injectionW > 0 && injectionW < 8000)).toHaveLength(2);
  });
});
