import type { FaultKind } from './fault-kind.js';
import { clockFaults } from './clocks.js';
import { crashPointFaults } from './crash-points.js';
import { diskFaults } from './disk.js';
import { lostReplyFaults } from './lost-replies.js';
import { networkFaults } from './network.js';
import { poisonFaults } from './poison.js';
import { processFaults } from './processes.js';
import { recordFaults } from './records.js';
import { serverFaults } from './servers.js';

/** Every kind of fault that a run can make: a new one is a line here. */
export const allKinds: readonly FaultKind[] = [
  ...processFaults,
  ...crashPointFaults,
  ...serverFaults,
  ...networkFaults,
  ...lostReplyFaults,
  ...diskFaults,
  ...clockFaults,
  ...recordFaults,
  ...poisonFaults,
];
