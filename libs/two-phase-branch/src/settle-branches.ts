import type { BranchMove } from '#libs/two-phase';
import type { BranchParts } from './branch-parts.js';
import { deleteBranches, legsOf, noteUnknown, waitForLocks, writeTombstones } from './branch.statements.js';
import { acknowledgedAs } from './participant-message.js';
import { type SayingParts, saidInTransaction } from './said-in-transaction.js';

/** A move whose part on prepared transactions is done: what is left to be written and said. */
export interface MovedBranch {
  readonly gid: string;
  /** As whoever asks for this names them: a decision that overtook its prepare finds no branch. */
  readonly legs: readonly string[];
  readonly move: BranchMove;
  /** The coordinator knows the gid no more. */
  readonly unknown: boolean;
}

interface Rest {
  readonly tombstone?: true;
  readonly as?: 'committed' | 'aborted' | 'mixed';
}

/** What is left of each move that ends a branch; those of a prepare that runs or votes end none. */
const rests: Readonly<Partial<Record<BranchMove, Rest>>> = {
  'commit prepared, acknowledge committed': { as: 'committed' },
  'acknowledge committed': { as: 'committed' },
  'rollback prepared, then tombstone, acknowledge aborted': { tombstone: true, as: 'aborted' },
  'tombstone, acknowledge aborted': { tombstone: true, as: 'aborted' },
  'acknowledge aborted': { as: 'aborted' },
  'tombstone, report mixed': { tombstone: true, as: 'mixed' },
  'report mixed': { as: 'mixed' },
  'rollback prepared, then tombstone': { tombstone: true },
  tombstone: { tombstone: true },
  'delete the branch row': {},
  nothing: {},
};

/** A tombstone whose key is taken by a prepare that is still running waits no longer; it is tried again. */
const tombstoneWaitMs = 50;

/**
 * Ends branches, all in one transaction: tombstones first, then the branch rows go and the coordinator is told.
 *
 * @returns the gids that have got another outcome in the meantime, of which nothing was done
 * @throws with SQLSTATE 55P03 where the key of a tombstone is taken
 */
export async function settleBranches(
  parts: SayingParts & Pick<BranchParts<string, unknown>, 'participant' | 'votesTopic' | 'metrics'>,
  moved: readonly MovedBranch[],
): Promise<readonly string[]> {
  const overtaken: string[] = [];
  const restOf = (move: BranchMove): Rest => {
    const rest = rests[move];
    if (!rest) throw new Error(`no branch ends with '${move}'`);
    return rest;
  };
  const dead = moved.filter(({ move }) => restOf(move).tombstone);
  await saidInTransaction(parts, async (tx) => {
    const [, buried, legs] = await Promise.all([
      waitForLocks(tx, tombstoneWaitMs),
      writeTombstones(tx, dead),
      legsOf(
        tx,
        moved.map(({ gid }) => gid),
      ),
    ]);
    overtaken.push(...dead.map(({ gid }) => gid).filter((gid) => !buried.includes(gid)));
    const ended = moved.filter(({ gid }) => !overtaken.includes(gid));
    await Promise.all([
      deleteBranches(
        tx,
        ended.map(({ gid }) => gid),
      ),
      noteUnknown(
        tx,
        ended.filter(({ unknown }) => unknown).map(({ gid }) => gid),
      ),
    ]);
    return ended.flatMap(({ gid, move }) => {
      const { as } = restOf(move);
      return as === undefined ? [] : [acknowledgedAs(parts, gid, legs.get(gid) ?? [], as)];
    });
  });
  for (const { gid, move } of moved) {
    const { as } = restOf(move);
    if (as !== undefined && !overtaken.includes(gid)) parts.metrics?.ended(as);
  }
  return overtaken;
}
