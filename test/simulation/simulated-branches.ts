import { topics } from '#libs/contracts';
import { type Outgoing, toParticipant } from '#libs/messaging';
import {
  type BranchMove,
  branchMoves,
  type DecisionMessage,
  type ParticipantMessage,
  type PrepareMessage,
  type RefusedLeg,
  type Vote,
} from '#libs/two-phase';
import type { ReadLeg } from '#libs/two-phase-branch';
import { describeMessage } from './describe.js';
import type { Fate } from './fate.js';
import type { BranchProcess, ParticipantParts } from './participant-parts.js';
import { SimulatedTransaction, TriedAgain } from './simulated-database.js';
import type { Ran } from './simulated-process.js';
import { Violation } from './violation.js';

/** After this a vote is repeated, and after that the coordinator is asked (branch-recovery.ts). */
const quietMs = 1_000;
const askAfterMs = 5_000;

const toldOf = {
  'two-phase.commit.v1': 'commit',
  'two-phase.abort.v1': 'abort',
  'two-phase.unknown.v1': 'unknown',
} as const;

type Told = Exclude<DecisionMessage, { type: 'two-phase.mixed.v1' }>;
/** A leg that was read: its keys, and its rule with the body already in it. */
interface Read<Table extends string, State> {
  readonly id: string;
  readonly leg: ReadLeg<Table, State>;
}

type End = 'committed' | 'aborted' | 'mixed';

/** What is left to be written and said of each move that ends a branch (settle-branches.ts). */
const endOf = (move: BranchMove): End | undefined =>
  move.includes('mixed')
    ? 'mixed'
    : move.includes('acknowledge committed')
      ? 'committed'
      : move.includes('acknowledge aborted')
        ? 'aborted'
        : undefined;

/**
 * A participant's branches: libs/two-phase-branch with its SQL taken for what it does. Prepared transactions, markers and
 * tombstones are the database's; only what stands behind to be tried again is the process's own.
 */
export class SimulatedBranches<Table extends string, State> {
  readonly #behind = new Map<string, Told>();

  constructor(
    private readonly process: BranchProcess,
    private readonly parts: ParticipantParts<Table, State>,
  ) {}

  /** `Prepares.#attempt` */
  prepare(message: PrepareMessage, fate: Fate): Ran {
    const { gid, legs } = message;
    const { branches } = this.parts;
    const { db, ground } = this.process;
    const ids = legs.map(({ id }) => id);
    const known = branches.outcome.get(gid);
    if (known) {
      const move = branchMoves.prepare[known.outcome === 'committed' ? 'committed' : 'tombstone'];
      if (move !== 'vote busy') return this.#settle(gid, ids, move, false);
      const busy: Vote = { vote: 'busy', because: { reason: 'aborted' } };
      this.process.tell([this.#voteOf(gid, ids, busy)], (tx) => tx.writes(() => branches.branch.delete(gid)));
      return 'done';
    }
    // `branch-open`: committed by itself, before any of its rows is locked.
    const read = legs.map(({ id, body }) => ({ id, leg: this.parts.legs.read(id, body) }));
    const keys = [...new Set(read.flatMap(({ leg }) => leg.keys))];
    const branch = branches.branch.get(gid);
    if (!branch) branches.branch.set(gid, { gid, keys, legs: ids, since: ground.wallMs });
    if (branch && db.prepared.has(gid)) return this.#vote(gid, ids, { vote: 'yes' });
    if (branch?.vote && branch.vote.vote !== 'yes') return this.#vote(gid, ids, branch.vote);
    return this.#run(gid, read, ids, fate);
  }

  /** The branch itself: the marker first, then its rows, decided in order, and PREPARE TRANSACTION. */
  #run(gid: string, read: readonly Read<Table, State>[], ids: readonly string[], fate: Fate): Ran {
    const { db, ground } = this.process;
    const { store, branches } = this.parts;
    if (ground.isBroken('vote before prepare')) this.#vote(gid, ids, { vote: 'yes' });
    const tx = new SimulatedTransaction(db);
    const isMarkerTaken = tx.isLocked(`marker ${gid}`) || db.prepared.has(gid);
    if (isMarkerTaken) {
      ground.say(() => `${this.process.name}: another one prepares ${gid}`);
      tx.rollback();
      return 'again';
    }
    tx.lock(`marker ${gid}`);
    const keysOf = new Map<string, Set<string>>();
    for (const { leg } of read)
      for (const [table, keys] of Object.entries(leg.touches) as [string, readonly string[]][])
        keysOf.set(table, new Set([...(keysOf.get(table) ?? []), ...keys]));
    let state: State;
    try {
      state = store.loadInBranch(tx, keysOf);
    } catch (failure) {
      tx.rollback();
      if (!(failure instanceof TriedAgain)) throw failure;
      return this.#vote(gid, ids, { vote: 'busy', because: { reason: 'rows are locked' } });
    }
    const refused: RefusedLeg[] = [];
    const send: Outgoing[] = [];
    for (const { id, leg } of read) {
      const decided = leg.decide(state, ground.clock());
      if (decided.answer === 'refused') refused.push({ id, because: decided.because });
      else send.push(...decided.send);
    }
    if (refused.length > 0) {
      tx.rollback();
      return this.#vote(gid, ids, { vote: 'refused', legs: refused });
    }
    tx.writes(() => branches.outcome.set(gid, { outcome: 'committed', legs: ids }));
    store.save(tx, state);
    ground.send(tx, send);
    return this.#prepareTransaction(tx, gid, ids, fate);
  }

  #prepareTransaction(tx: SimulatedTransaction, gid: string, ids: readonly string[], fate: Fate): Ran {
    const { ground, name } = this.process;
    const prepared = (): void => {
      tx.prepare(gid);
      this.parts.mayPrepare(gid);
    };
    ground.say(() => `${name}: prepares ${gid}${fate === 'all goes well' ? '' : `; ${fate}`}`);
    switch (fate) {
      case 'the process is slow to commit':
        this.process.leaveOpen({
          ...{ what: () => `prepare ${gid}`, tx },
          finish: () => {
            prepared();
            this.#vote(gid, ids, { vote: 'yes' });
          },
        });
        return 'again';
      case 'the process dies before the commit':
        tx.rollback();
        this.process.crash();
        return 'died';
      case 'the process dies after the commit':
        prepared();
        this.process.crash();
        return 'died';
      case 'the commit is not answered':
        prepared();
        return 'again';
      case 'all goes well':
        prepared();
        return this.#vote(gid, ids, { vote: 'yes' });
      default:
        return fate satisfies never;
    }
  }

  /** `branch-votes` with the vote in one transaction. */
  #vote(gid: string, legs: readonly string[], vote: Vote): Ran {
    const { branches } = this.parts;
    const { wallMs } = this.process.ground;
    this.process.tell([this.#voteOf(gid, legs, vote)], (tx) =>
      tx.writes(() => {
        const branch = branches.branch.get(gid);
        if (branch) branches.branch.set(gid, { ...branch, vote, votedAt: wallMs });
      }),
    );
    this.process.ground.say(() => `${this.process.name}: votes ${vote.vote} for ${gid}`);
    return 'done';
  }

  /** `Decisions.decide`: what finds its branch busy goes behind, and counts as handled. */
  decide(decided: DecisionMessage, fate: Fate): Ran {
    if (decided.type === 'two-phase.mixed.v1')
      throw new Violation('branches end alike', `${decided.gid} is told to be mixed`);
    const { db, ground, name } = this.process;
    const { gid, legs, type } = decided;
    const what = toldOf[type];
    const outcome = this.parts.branches.outcome.get(gid)?.outcome;
    let move: BranchMove =
      branchMoves[what][outcome === undefined ? 'none' : outcome === 'committed' ? 'committed' : 'tombstone'];
    const prepared = db.prepared.get(gid);
    if (prepared) {
      if (what === 'commit') this.parts.mayCommit(gid);
      db.prepared.delete(gid);
      if (what === 'commit') prepared.commit();
      else prepared.rollback();
      move = branchMoves[what].prepared;
    }
    ground.say(() => `${name}: ${describeMessage(decided)} → ${move}${fate === 'all goes well' ? '' : `; ${fate}`}`);
    if (fate === 'the process dies before the commit') {
      this.process.crash();
      return 'died';
    }
    const ran = fate === 'the commit is not answered' ? 'again' : this.#settle(gid, legs, move, what === 'unknown');
    if (ran === 'again') this.#behind.set(`${type} ${gid}`, decided);
    else this.#behind.delete(`${type} ${gid}`);
    if (fate !== 'the process dies after the commit') return 'done';
    this.process.crash();
    return 'died';
  }

  /** `settleBranches`: tombstone, branch row and acknowledgement in one transaction. */
  #settle(gid: string, told: readonly string[], move: BranchMove, isUnknown: boolean): Ran {
    const { branches } = this.parts;
    const { ground } = this.process;
    const end = endOf(move);
    if (end === 'mixed')
      throw new Violation('branches end alike', `${this.process.name} has to report ${gid} as mixed`);
    const isDead = move.includes('tombstone');
    const legs = branches.branch.get(gid)?.legs ?? branches.outcome.get(gid)?.legs ?? told;
    if (isDead && branches.outcome.has(gid)) return 'again';
    try {
      this.process.tell(end === undefined ? [] : [this.#acknowledged(gid, legs, end)], (tx) => {
        if (isDead) tx.lock(`marker ${gid}`);
        tx.writes(() => {
          if (isDead && !ground.isBroken('no tombstone of a branch'))
            branches.outcome.set(gid, { outcome: 'aborted', legs });
          branches.branch.delete(gid);
          const outcome = branches.outcome.get(gid);
          if (isUnknown && outcome) branches.outcome.set(gid, { ...outcome, isUnknown: true });
        });
      });
      return 'done';
    } catch (failure) {
      if (failure instanceof TriedAgain) return 'again';
      throw failure;
    }
  }

  /** Decisions that stand behind. */
  tryAgain(fate: () => Fate): void {
    for (const decided of [...this.#behind.values()]) if (this.process.isUp) this.decide(decided, fate());
  }

  /** `BranchRecovery.#quiet`: repeats votes, and asks about what is older. */
  recover(): void {
    const { branches } = this.parts;
    const { wallMs } = this.process.ground;
    for (const branch of [...branches.branch.values()]) {
      if ((branch.votedAt ?? branch.since) >= wallMs - quietMs) continue;
      const { gid, legs, since } = branch;
      const vote = branch.vote ?? (this.process.db.prepared.has(gid) ? ({ vote: 'yes' } as const) : undefined);
      const said = wallMs - since >= askAfterMs ? this.#asked(gid, legs) : vote && this.#voteOf(gid, legs, vote);
      this.process.tell(said ? [said] : [], (tx) =>
        tx.writes(() => branches.branch.set(gid, { ...branch, votedAt: wallMs, ...(vote && { vote }) })),
      );
    }
  }

  /** `BranchRecovery.#old` */
  askAboutOld(): void {
    const old = [...this.parts.branches.outcome].filter(([, { isUnknown }]) => !isUnknown);
    if (old.length === 0) return;
    this.process.ground.say(() => `${this.process.name}: asks what became of ${old.map(([gid]) => gid).join(', ')}`);
    this.process.tell(
      old.map(([gid, { legs }]) => this.#asked(gid, legs)),
      () => undefined,
    );
  }

  #said(message: ParticipantMessage): Outgoing {
    return toParticipant(topics.tradingVotes.name, message);
  }

  #voteOf(gid: string, legs: readonly string[], vote: Vote): Outgoing {
    const { participant } = this.parts;
    const common = { type: 'two-phase.vote.v1', key: gid, gid, participant, legs } as const;
    if (vote.vote === 'refused') return this.#said({ ...common, vote: 'refused', refused: vote.legs });
    return this.#said({
      ...common,
      vote: vote.vote,
      ...(vote.vote === 'busy' && vote.because && { because: vote.because }),
    });
  }

  #acknowledged(gid: string, legs: readonly string[], as: End): Outgoing {
    const { participant } = this.parts;
    return this.#said({ type: 'two-phase.acknowledged.v1', key: gid, gid, participant, legs, as });
  }

  #asked(gid: string, legs: readonly string[]): Outgoing {
    const { participant } = this.parts;
    return this.#said({ type: 'two-phase.asked.v1', key: gid, gid, participant, legs });
  }
}
