import type { KeptResult } from '../kept-result.js';
import type { Machine } from '../machine.js';
import { type ComparedMeasure, compareMeasures } from './compare-measures.js';

/** A number of a figure, in two runs. */
export interface Comparison extends ComparedMeasure {
  readonly figure: string;
  readonly what: string;
  readonly unit: string;
}

export interface ComparedResults {
  readonly comparisons: readonly Comparison[];
  /** One sentence for everything that cannot be compared, or has to be known. */
  readonly remarks: readonly string[];
}

const saidMachine = ({ cores, processor, memoryGiB, system }: Machine): string =>
  `${cores} cores of ${processor}, ${memoryGiB} GiB, ${system}`;

/** Why the two runs did not measure the same; nothing where they did. */
function refusal(from: KeptResult, to: KeptResult): string | undefined {
  if (from.seconds !== to.seconds) return `one was measured for ${from.seconds} s and the other for ${to.seconds} s`;
  if (from.open !== to.open)
    return `one kept ${from.open ?? 'its usual number of'} sagas open and the other ${to.open ?? 'its usual number'}`;
  const uncounted = [from, to].find(({ verdict }) => verdict !== 'hold');
  return uncounted && `the invariants of ${uncounted.file} are ${uncounted.verdict}, so that it counts for nothing`;
}

function changedVersions(from: KeptResult, to: KeptResult): string | undefined {
  const changed = Object.entries(to.versions).filter(([name, version]) => from.versions[name] !== version);
  if (changed.length === 0) return undefined;
  return `${to.figure}: ${changed.map(([name, version]) => `${name} ${from.versions[name] ?? 'none'} → ${version}`).join(', ')}`;
}

function compareRuns(from: KeptResult, to: KeptResult): ComparedResults {
  const refused = refusal(from, to);
  if (refused !== undefined) return { comparisons: [], remarks: [`${to.figure} cannot be compared: ${refused}.`] };
  const isSame = saidMachine(from.machine) === saidMachine(to.machine);
  const because = isSame ? undefined : 'the machines differ';
  const comparisons = to.measures.flatMap((measure) => {
    const before = from.measures.find(({ what }) => what === measure.what);
    if (before === undefined) return [];
    return [
      { figure: to.figure, what: measure.what, unit: measure.unit, ...compareMeasures(before, measure, because) },
    ];
  });
  const versions = changedVersions(from, to);
  return {
    comparisons,
    remarks: [
      ...(isSame
        ? []
        : [
            `${to.figure}: ratios only, for one machine has ${saidMachine(from.machine)} and the other ${saidMachine(to.machine)}.`,
          ]),
      ...(versions === undefined ? [] : [versions]),
    ],
  };
}

/** Compares each figure that both sides have. */
export function compareResults(from: readonly KeptResult[], to: readonly KeptResult[]): ComparedResults {
  const pairs = to.map((result) => ({ result, before: from.find(({ figure }) => figure === result.figure) }));
  const compared = pairs.map(({ result, before }) =>
    before === undefined
      ? { comparisons: [], remarks: [`${result.figure} was not measured before.`] }
      : compareRuns(before, result),
  );
  return {
    comparisons: compared.flatMap(({ comparisons }) => comparisons),
    remarks: compared.flatMap(({ remarks }) => remarks),
  };
}
