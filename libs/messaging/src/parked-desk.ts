import type { Pool } from 'pg';
import { type Decision, refused } from '#libs/decision';
import type { ConsumedTopic } from './batch-worker.js';
import { GroupCommit, OutcomeUnknown } from './group-commit.js';
import { listParked, oneParked, type ParkedFilter } from './parked-messages.js';
import type { Once } from './once.js';
import type { ParkedRow } from './parked-message.js';
import type { ConsumedEvent } from './read-record.js';
import type { KnownTopic } from './send-again.js';
import { type SettleParked, type SettleRefusal, settleParkedWork } from './settle-parked.work.js';
import type { Shell } from './shell.js';
import type { ParkedRows } from './settle-parked.work.js';

export interface ParkedDeskParts {
  readonly pool: Pick<Pool, 'query'>;
  readonly shell: Pick<Shell<'parked', ParkedRows>, 'run'>;
  /** Where events are handled again. */
  readonly groups: Pick<GroupCommit, 'submit'>;
  /** Makes the mark of an operator's request. */
  readonly mark: () => Promise<Once>;
  readonly instance: string;
  readonly partitions: ReadonlyMap<string, number>;
}

/** Where a person looks at what was parked, and requeues or drops it. */
export class ParkedDesk {
  readonly #settling: GroupCommit;
  readonly #work: ReturnType<typeof settleParkedWork>;
  #consumed: ReadonlyMap<string, ConsumedTopic> = new Map();

  constructor(private readonly parts: ParkedDeskParts) {
    this.#settling = new GroupCommit(parts.shell as unknown as Pick<Shell<string, unknown>, 'run'>, {
      groups: 1,
      mark: parts.mark,
    });
    this.#work = settleParkedWork((topic) => this.#known(topic), parts.instance);
  }

  /** Which topics the service reads, and with which works; each consumer adds its own. */
  reads(consumed: readonly ConsumedTopic[]): void {
    this.#consumed = new Map([...this.#consumed, ...consumed.map((one) => [one.topic, one] as const)]);
  }

  list(filter: ParkedFilter): Promise<ParkedRow[]> {
    return listParked(this.parts.pool, filter);
  }

  one(id: string): Promise<ParkedRow | undefined> {
    return oneParked(this.parts.pool, id);
  }

  /**
   * Requeues or drops. A requeued message is handled when it comes back; a requeued event is handled before this
   * returns, and stays parked when it still cannot be.
   *
   * @throws OutcomeUnknown when the database stays away
   */
  async settle(ask: SettleParked): Promise<Decision<ParkedRow, SettleRefusal | 'still cannot be handled'>> {
    if (ask.as === 'requeued') {
      const why = await this.#handleEvent(ask);
      if (why !== undefined) return refused('still cannot be handled', { why });
    }
    return this.#settling.submit(this.#work, ask);
  }

  /** Handles a parked event again, before its row is settled: its handling knows repeats. Answers why it cannot be. */
  async #handleEvent({ id, version }: SettleParked): Promise<string | undefined> {
    const row = await this.one(id);
    if (row?.kind !== 'event' || row.state !== 'parked' || row.version !== version) return undefined;
    const topic = this.#consumed.get(row.topic);
    if (topic?.carries !== 'events') return `nothing reads ${row.topic} any more`;
    try {
      await this.parts.groups.submit(topic.work, JSON.parse(row.body) as ConsumedEvent);
      return undefined;
    } catch (error) {
      if (error instanceof OutcomeUnknown) throw error;
      return error instanceof Error ? error.message : String(error);
    }
  }

  #known(topic: string): KnownTopic | undefined {
    const partitions = this.parts.partitions.get(topic);
    return partitions === undefined ? undefined : { partitions, reads: this.#consumed.get(topic)?.carries };
  }
}
