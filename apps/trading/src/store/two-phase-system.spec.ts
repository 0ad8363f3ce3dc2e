import { describe, expect, it } from '@jest/globals';
import { TwoPhaseSystem } from './two-phase-system.js';

const having = (rows: readonly object[]) => new TwoPhaseSystem(async <Row>() => rows as Row[]);

describe('the two-phase system', () => {
  it('begins every gid with its id, and knows its own', async () => {
    const system = having([{ id: '0a1b2c3d' }]);
    await system.read();
    const gid = system.gidOf('01a1fb8d-1086-76c1-88df-dff055649000');
    expect(gid).toBe('0a1b2c3d-01a1fb8d108676c188dfdff055649000');
    expect([system.isOurs(gid), system.isOurs(`0a1b2c3e${gid.slice(8)}`), system.isOurs('0a1b2c3d')]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('makes none before its id was read, and does not start without one', async () => {
    expect(() => having([]).gidOf('one')).toThrow('was not read');
    await expect(having([]).read()).rejects.toThrow('has no id');
  });
});
