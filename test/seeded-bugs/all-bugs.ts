import { ledgerBugs } from './bugs/ledger.js';
import { messageBugs } from './bugs/messages.js';
import { requestBugs } from './bugs/requests.js';
import { sagaBugs } from './bugs/sagas.js';
import { twoPhaseBugs } from './bugs/two-phase.js';
import type { SeededBug } from './seeded-bug.js';

/** Every bug; a new one is an entry in one of these lists. */
export const allBugs: readonly SeededBug[] = [
  ...messageBugs,
  ...sagaBugs,
  ...ledgerBugs,
  ...twoPhaseBugs,
  ...requestBugs,
];
