import { branches, exploration, requests, steppingAside, trades } from '../checks/all-checks.js';
import type { SeededBug } from '../seeded-bug.js';

export const twoPhaseBugs: readonly SeededBug[] = [
  {
    name: 'commit-on-one-yes',
    breaks: 'It is decided to commit when everybody has voted yes.',
    file: 'libs/two-phase/src/decide-outcome.ts',
    find: 'if (participants.some(([, { vote }]) => !vote)) return undefined;',
    replace: 'if (participants.every(([, { vote }]) => !vote)) return undefined;',
    caughtBy: { check: exploration, finding: 'it was decided to commit without all yes' },
  },
  {
    name: 'abort-while-preparing',
    breaks: 'Whoever asks while nothing is decided is told to prepare, and never to abort.',
    file: 'libs/two-phase/src/coordinate.ts',
    find: 'const told = progressOf(transaction, participant)?.told;',
    replace: "const told = transaction.state === 'preparing' ? 'abort' : progressOf(transaction, participant)?.told;",
    caughtBy: { check: exploration, finding: 'a decided commit cannot be done everywhere' },
  },
  {
    name: 'unknown-is-committed',
    breaks: 'A branch of which the coordinator knows nothing is rolled back.',
    file: 'libs/two-phase/src/branch-moves.ts',
    find: "prepared: 'rollback prepared, then tombstone',",
    replace: "prepared: 'commit prepared, acknowledge committed',",
    caughtBy: { check: branches, finding: 'a branch told unknown when it is prepared' },
  },
  {
    name: 'ended-at-the-first-acknowledgement',
    breaks: 'A global transaction has ended when everybody has acknowledged it.',
    file: 'libs/two-phase/src/coordinate.ts',
    find: 'const silent = Object.values(heard.participants).some((each) => !each.acknowledged);',
    replace: 'const silent = false;',
    caughtBy: {
      check: trades,
      finding: 'a global transaction is decided before anybody ends it, and ends when everybody has',
    },
  },
  {
    name: 'decision-not-written',
    breaks: 'Nobody is told of a decision before it is written.',
    file: 'apps/trading/src/store/global-transaction.statements.ts',
    find: 'update(tx, transactions.updated())',
    replace: "update(tx, transactions.updated().filter(({ state }) => state !== 'committing'))",
    caughtBy: { check: trades, finding: 'that trading has not decided to commit' },
  },
  {
    name: 'yes-in-spite-of-a-refusal',
    breaks: 'A participant votes yes when it can do every leg.',
    file: 'libs/two-phase-branch/src/prepares.ts',
    find: 'if (refused.length > 0) {',
    replace: 'if (refused.length === ids.length) {',
    caughtBy: { check: trades, finding: 'every trade that is committed at' },
  },
  {
    name: 'yes-before-prepared',
    breaks: 'A yes is said when PostgreSQL has prepared the branch, and not before.',
    file: 'libs/two-phase-branch/src/prepares.ts',
    find: "      crashPoint('before-prepare', kinds);",
    replace: "      await this.#vote(gid, ids, { vote: 'yes' });\n      crashPoint('before-prepare', kinds);",
    caughtBy: { check: branches, finding: 'does not vote yes when PREPARE TRANSACTION answers ROLLBACK' },
  },
  {
    name: 'abort-leaves-it-prepared',
    breaks: 'A branch that is told to abort rolls back what it has prepared.',
    file: 'libs/two-phase-branch/src/decisions.ts',
    find: "    if (what === 'commit') crashPoint('before-commit-prepared', kinds);",
    replace:
      "    if (what === 'abort') return branchMoves.abort.tombstone;\n    if (what === 'commit') crashPoint('before-commit-prepared', kinds);",
    caughtBy: { check: trades, finding: 'and something is prepared' },
  },
  {
    name: 'prepared-after-its-abort',
    breaks: 'An abort that overtakes its prepare leaves a tombstone, and the prepare loses.',
    file: 'libs/two-phase-branch/src/settle-branches.ts',
    find: "'tombstone, acknowledge aborted': { tombstone: true, as: 'aborted' },",
    replace: "'tombstone, acknowledge aborted': { as: 'aborted' },",
    caughtBy: { check: branches, finding: 'a branch told abort when it is none' },
  },
  {
    name: 'rows-in-doubt-worked-on',
    breaks: 'A command that meets a row in doubt waits until the doubt has ended.',
    file: 'libs/two-phase-branch/src/locked-outside-doubt.ts',
    find: "(vote IS NULL OR vote->>'vote' = 'yes')",
    replace: '(vote IS NULL AND vote IS NOT NULL)',
    caughtBy: { check: steppingAside, finding: 'a command that meets a row in doubt' },
  },
  {
    name: 'strangers-rolled-back',
    breaks: 'What another system has prepared is told of, and never touched.',
    file: 'libs/two-phase-branch/src/branch-recovery.ts',
    find: '      if (this.#strays.get(stray) === false)',
    replace:
      "      await this.parts.pool.query(`ROLLBACK PREPARED '${stray}'`);\n      if (this.#strays.get(stray) === false)",
    caughtBy: { check: requests, finding: 'what another system has prepared was ended' },
  },
];
