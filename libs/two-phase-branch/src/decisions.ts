import { backOffMs, crashPoint, sleep } from '#libs/messaging';
import { type BranchMove, branchMoves, type DecisionMessage } from '#libs/two-phase';
import { atMostAtOnce } from './at-most-at-once.js';
import type { BranchParts } from './branch-parts.js';
import { outcomeOf } from './branch.statements.js';
import { connectionShares } from './connection-shares.js';
import { codeOf, endPrepared, lockNotAvailable } from './prepared-transaction.js';
import { type MovedBranch, settleBranches } from './settle-branches.js';

const told = {
  'two-phase.commit.v1': 'commit',
  'two-phase.abort.v1': 'abort',
  'two-phase.unknown.v1': 'unknown',
} as const;

/** What is tried again is known by this. */
const keyOf = ({ type, gid }: DecisionMessage): string => `${type} ${gid}`;

/**
 * Does what was decided. Nothing here waits for a row: a decision that finds its branch busy goes behind the others and
 * is tried again, for as long as it takes. Kafka may forget it meanwhile; the coordinator repeats what nobody has
 * acknowledged, and the recovery asks.
 */
export class Decisions<Table extends string, State> {
  readonly #behind = new Map<string, DecisionMessage>();
  #rounds = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly parts: BranchParts<Table, State>) {}

  /** Returns when each is done or goes behind. */
  async decide(messages: readonly DecisionMessage[], abandoned: () => boolean = () => false): Promise<void> {
    const moved: (MovedBranch & { readonly decided: DecisionMessage })[] = [];
    const once = new Map(messages.map((decided) => [keyOf(decided), decided]));
    await atMostAtOnce(connectionShares(this.parts.poolSize).decisions, [...once.values()], async (decided) => {
      try {
        if (decided.type === 'two-phase.mixed.v1') await this.#noteMixed(decided, abandoned);
        else {
          const move = await this.#end(decided.gid, told[decided.type]);
          const { gid, legs, type } = decided;
          moved.push({ gid, legs, move, unknown: type === 'two-phase.unknown.v1', decided });
        }
        this.#behind.delete(keyOf(decided));
      } catch (error) {
        this.#goBehind(decided, error);
      }
    });
    await this.#settle(moved);
    if (this.#behind.size === 0) this.#rounds = 0;
  }

  /** Lets go of what is behind: the coordinator says it again. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** It is said once, and nobody asks for it: what is not written down here may not be taken for handled. */
  async #noteMixed(
    { gid, keys }: Extract<DecisionMessage, { type: 'two-phase.mixed.v1' }>,
    abandoned: () => boolean,
  ): Promise<void> {
    for (let attempt = 1; !abandoned(); attempt += 1)
      try {
        return await this.parts.onMixed?.(gid, keys);
      } catch (error) {
        this.parts.onTrouble(error, 'a mixed transaction is noted again', { gid });
        await sleep(backOffMs(attempt));
      }
  }

  /** Tries the prepared transaction first, and looks for an outcome only where there is none. */
  async #end(gid: string, what: 'commit' | 'abort' | 'unknown'): Promise<BranchMove> {
    const { pool, participant } = this.parts;
    const kinds = (): string[] => [participant];
    if (what === 'commit') crashPoint('before-commit-prepared', kinds);
    const ended = await endPrepared(pool, what === 'commit' ? 'COMMIT' : 'ROLLBACK', gid, participant);
    if (ended === 'ended') {
      if (what === 'commit') crashPoint('after-commit-prepared', kinds);
      else crashPoint('after-rollback-prepared', kinds);
      return branchMoves[what].prepared;
    }
    const outcome = await outcomeOf(pool, gid);
    return branchMoves[what][outcome === undefined ? 'none' : outcome === 'committed' ? 'committed' : 'tombstone'];
  }

  async #settle(moved: readonly (MovedBranch & { readonly decided: DecisionMessage })[]): Promise<void> {
    if (moved.length === 0) return;
    try {
      const overtaken = await settleBranches(this.parts, moved);
      crashPoint('after-acknowledge', () => [this.parts.participant]);
      for (const { gid, decided } of moved) if (overtaken.includes(gid)) this.#goBehind(decided, undefined);
    } catch (error) {
      const [only] = moved;
      if (codeOf(error) === lockNotAvailable && moved.length > 1)
        // The key of one tombstone is taken; the others need not wait for it.
        for (const one of moved) await this.#settle([one]);
      else if (moved.length === 1 && only) this.#goBehind(only.decided, error);
      else for (const { decided } of moved) this.#goBehind(decided, error);
    }
  }

  #goBehind(decided: DecisionMessage, error: unknown): void {
    const { type, gid } = decided;
    // A branch that somebody else is working on is nobody's trouble.
    if (error !== undefined && !codeOf(error)?.startsWith('55'))
      this.parts.onTrouble(error, 'a decision is tried again', { type, gid });
    if (this.#stopped) return;
    this.#behind.set(keyOf(decided), decided);
    if (this.#timer !== undefined) return;
    this.#rounds += 1;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // It stands behind the others until it is done: what arrives meanwhile passes it.
      void this.decide([...this.#behind.values()]);
    }, backOffMs(this.#rounds)).unref();
  }
}
