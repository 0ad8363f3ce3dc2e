import { describe, expect, it } from '@jest/globals';
import { explore } from './explore.js';
import { ProtocolModel } from './protocol-model.js';
import { publishedWorlds, suiteWorlds, type World, wrongWorlds } from './worlds.js';
import { wrongProtocols } from './wrong-protocol.js';

/** Far more than a walk takes on a slow core; it ends by itself. */
const patienceMs = 120_000;

const counted = (worlds: readonly World[]) =>
  worlds.map((world) => [(world.states ?? 0).toLocaleString('en'), world.name, world] as const);

describe('the explorer', () => {
  it.each(counted(publishedWorlds))('finds the %s states that are published of %s', (_states, _name, world) => {
    const { states, wrong } = explore(world.model);
    expect({ states, wrong }).toEqual({ states: world.states, wrong: undefined });
  });

  it.each(wrongProtocols.map((wrong) => [wrong, wrongWorlds[wrong][1], wrongWorlds[wrong][0]] as const))(
    'sees %s: %s',
    (wrong, sentence, setting) => {
      const found = explore(new ProtocolModel({ ...setting, wrong })).wrong;
      expect(found?.sentence).toBe(sentence);
      expect(found?.moves.length).toBeGreaterThan(1);
    },
    patienceMs,
  );
});

describe('two-phase commit', () => {
  it.each(counted(suiteWorlds))(
    'holds and can end in all %s states of %s',
    (_states, _name, world) => {
      const { states, exhausted, wrong } = explore(world.model);
      expect({ states, exhausted, wrong }).toEqual({ states: world.states, exhausted: true, wrong: undefined });
    },
    patienceMs,
  );
});
