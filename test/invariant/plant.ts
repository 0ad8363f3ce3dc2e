import type { Log } from './log.js';
import type { Service } from './snapshot.js';

/** A violation, and the invariant that has to name it. */
export interface Plant {
  readonly breaks: string;
  readonly how: string;
  /** Statements to run before the look. */
  readonly sql?: readonly (readonly [Service, string])[];
  /** Statements to run while the log is read, between the two looks at the databases. */
  readonly meanwhile?: readonly (readonly [Service, string])[];
  /** What the log says instead. */
  readonly log?: (log: Log) => Log;
}

/** A saga's row with another phase and progress. */
export const progress = (id: string, phase: string, to: object): readonly [Service, string] => [
  'trading',
  `UPDATE saga SET phase = '${phase}', progress = '${JSON.stringify(to)}' WHERE id = '${id}'`,
];

/** A progress with other steps beside its own. */
export const withSteps = (of: { steps: object }, steps: object): object => ({
  ...of,
  steps: { ...of.steps, ...steps },
});
