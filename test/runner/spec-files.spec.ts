import { describe, expect, it } from '@jest/globals';
import { patientSpecs } from './patient-specs.js';
import { specFiles, suiteOf, suites } from './spec-files.js';

describe('a spec file', () => {
  it.each([
    ['libs/saga/src/advance.spec.ts', 'unit'],
    ['apps/trading/src/gate/gate-closure.spec.ts', 'unit'],
    ['local/start-options.spec.ts', 'unit'],
    ['test/tidy.spec.ts', 'unit'],
    ['test/simulation/simulation.spec.ts', 'unit'],
    ['test/invariant/event-story.spec.ts', 'integration'],
    ['test/integration/messaging.spec.ts', 'integration'],
    ['test/contract/discreet-refusals.spec.ts', 'contract'],
    ['test/contract/participants.spec.ts', 'patient'],
    ['test/journey/cleared.spec.ts', 'journey'],
    ['test/journey/silence.spec.ts', 'patient'],
    ['test/fault/crash-points.spec.ts', 'fault'],
  ])('%s is run with the suite %s', (path, suite) => {
    expect(suiteOf(path)).toBe(suite);
  });

  it('is found by a pattern, and by no pattern at all', () => {
    const root = process.cwd();
    const all = [...specFiles(root, []).values()].flat();
    expect(all).toContain('test/runner/spec-files.spec.ts');
    expect(new Set(all).size).toBe(all.length);
    const some = specFiles(root, [/spec-files/]);
    expect([...some.keys()]).toEqual(suites);
    expect([...some.values()].flat()).toEqual(['test/runner/spec-files.spec.ts']);
  });

  it('that mostly waits is there, and is begun in the order of the list', () => {
    expect(specFiles(process.cwd(), []).get('patient')).toEqual([...patientSpecs.keys()]);
  });
});
