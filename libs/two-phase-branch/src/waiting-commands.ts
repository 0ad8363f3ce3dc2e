import { type GroupCommit, type OnTrouble, RepeatedLook, type Work } from '#libs/messaging';
import type { Pool } from 'pg';
import type { WaitingCommand } from './waiting-command.js';

/** The end of a branch is told in memory; what ended elsewhere is found within this. */
const lookMs = 100;
const overdueMs = 1_000;
const mostAtOnce = 200;
/** A command whose rule throws is no reason to be busy. */
const afterTroubleMs = 10_000;

export interface WaitingParts<Table extends string, State> {
  readonly pool: Pick<Pool, 'query'>;
  readonly groups: GroupCommit;
  /** Of `steppingAside`. */
  readonly resumed: Work<Table, State, WaitingCommand, void>;
  /** The same bound as of `steppingAside`: one that has waited for so long is decided though the doubt goes on. */
  readonly mostWaitMs: number;
  readonly onTrouble: OnTrouble;
}

/** Brings commands that stepped aside back, when the branch they wait for has ended or they have waited for too long. */
export class WaitingCommands<Table extends string, State> {
  readonly name = 'the waiting commands';
  readonly #look = new RepeatedLook(lookMs, () => this.#resume());
  readonly #troubledUntil = new Map<string, number>();
  #overdueAt = 0;

  constructor(private readonly parts: WaitingParts<Table, State>) {}

  start(): void {
    this.#look.start();
  }

  /** A branch has ended. */
  kick(): void {
    this.#look.happened();
  }

  stop(): Promise<void> {
    return this.#look.stop();
  }

  async #resume(): Promise<void> {
    try {
      // Those that have waited for too long may have to wait on, and are left for the next time.
      if (performance.now() >= this.#overdueAt) {
        this.#overdueAt = performance.now() + overdueMs;
        await this.#resumeAll(this.parts.mostWaitMs / 1_000);
      }
      await this.#resumeAll(null);
    } catch (error) {
      this.parts.onTrouble(error, 'waiting commands are looked for again');
    }
  }

  /** Page by page: those that have to wait on must not stand before the others. */
  async #resumeAll(waitedSeconds: number | null): Promise<void> {
    for (let page: WaitingCommand[] | undefined; !page || page.length === mostAtOnce; ) {
      page = await this.#due(waitedSeconds, page?.at(-1)?.command ?? '');
      const untroubled = page.filter(({ command }) => (this.#troubledUntil.get(command) ?? 0) < performance.now());
      await Promise.all(untroubled.map((waiting) => this.#decide(waiting)));
    }
  }

  /** Those whose branch has ended, or that have waited for so long; in the order of their commands' ids. */
  async #due(waitedSeconds: number | null, behind: string): Promise<WaitingCommand[]> {
    const { rows } = await this.parts.pool.query<WaitingCommand>({
      name: 'waiting-due',
      text: dueText,
      values: [waitedSeconds, behind, mostAtOnce],
    });
    return rows;
  }

  async #decide(waiting: WaitingCommand): Promise<void> {
    try {
      await this.parts.groups.submit(this.parts.resumed, waiting);
      this.#troubledUntil.delete(waiting.command);
    } catch (error) {
      this.#troubledUntil.set(waiting.command, performance.now() + afterTroubleMs);
      const { command, gid } = waiting;
      this.parts.onTrouble(error, 'a waiting command is tried again', { command, gid });
    }
  }
}

const dueText = `
  SELECT command, gid, body, round(date_part('epoch', since) * 1000) AS since FROM waiting
  WHERE command > $2
    AND (NOT EXISTS (SELECT FROM branch
                     WHERE branch.gid = waiting.gid AND (vote IS NULL OR vote->>'vote' = 'yes'))
         OR since < clock_timestamp() - make_interval(secs => $1::float8))
  ORDER BY command LIMIT $3`;
