import type { Instants, Outgoing } from '#libs/messaging';
import type { Draw } from '../../local/sample/seeded-random.js';
import { type OutboxRow, outboxRows } from './outbox-rows.js';
import type { Rules } from './rules.js';
import type { SimulatedTransaction } from './simulated-database.js';
import { type Lane, SimulatedLog } from './simulated-log.js';
import type { Sender } from './simulated-shell.js';

/** What all processes of a schedule stand on: the log, time, chance and the story. */
export class Ground {
  readonly log = new SimulatedLog();
  /** Sends whose sender has died: they are under way to the broker, and arrive whenever they do. */
  readonly flying: OutboxRow[][] = [];
  wallMs = 0;
  #parcels = 0;
  #gids = 0;

  constructor(
    readonly draw: Draw,
    readonly rules: Rules,
    /** Takes down what happens, where somebody listens. */
    private readonly story?: string[],
  ) {}

  readonly clock = (): Instants => ({ wall: this.wallMs, market: this.wallMs });

  readonly nextParcel = (): string => {
    this.#parcels += 1;
    return `parcel ${this.#parcels}`;
  };

  readonly nextGid = (): string => {
    this.#gids += 1;
    return `sim-${this.#gids}`;
  };

  say(what: () => string): void {
    this.story?.push(`${this.wallMs} ms: ${what()}`);
  }

  isBroken(rule: NonNullable<Rules['broken']> extends ReadonlySet<infer Rule> ? Rule : never): boolean {
    return this.rules.broken?.has(rule) ?? false;
  }

  /** Puts what is sent into the outbox; with a broken rule some of it goes out before the commit. */
  readonly send: Sender = (tx: SimulatedTransaction, sent: readonly Outgoing[]) => {
    if (sent.length === 0) return;
    const { broken } = this.rules;
    if (broken === undefined) {
      tx.append(outboxRows(tx.db, sent, this.nextParcel));
      return;
    }
    const isEarly = (outgoing: Outgoing): boolean =>
      broken.has('sent before commit') || (broken.has('decision told before its commit') && isCommit(outgoing));
    this.land(outboxRows(tx.db, sent.filter(isEarly), this.nextParcel));
    tx.append(
      outboxRows(
        tx.db,
        sent.filter((one) => !isEarly(one)),
        this.nextParcel,
      ),
    );
  };

  land(rows: readonly OutboxRow[]): void {
    for (const { lane, isPublic, record } of rows)
      if (isPublic) for (const event of record.events) this.log.append(lane, { ...record, events: [event] });
      else this.log.append(lane, record);
  }

  lanesOf(service: string): readonly Lane[] {
    return this.log.read.filter((lane) => lane.service === service);
  }
}

const isCommit = (outgoing: Outgoing): boolean =>
  outgoing.kind === 'internal' && outgoing.message.type === 'two-phase.commit.v1';
