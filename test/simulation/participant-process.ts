import type { Command, Outgoing } from '#libs/messaging';
import type { DecisionMessage, PrepareMessage } from '#libs/two-phase';
import { describeMessage } from './describe.js';
import type { Fate } from './fate.js';
import type { Ground } from './ground.js';
import type { BranchProcess, ParticipantParts } from './participant-parts.js';
import { SimulatedBranches } from './simulated-branches.js';
import { type SimulatedDatabase, SimulatedTransaction } from './simulated-database.js';
import type { Lane, LogRecord } from './simulated-log.js';
import { type Ran, SimulatedProcess } from './simulated-process.js';
import { parkedTask, SimulatedShell, type SimulatedTask, taskOf } from './simulated-shell.js';

/** An instance of settlement or of metering. */
export class ParticipantProcess<Table extends string, State> extends SimulatedProcess implements BranchProcess {
  readonly #shell: SimulatedShell<State>;
  #branches: SimulatedBranches<Table, State>;

  constructor(
    name: string,
    ground: Ground,
    db: SimulatedDatabase,
    readonly parts: ParticipantParts<Table, State>,
  ) {
    super(name, ground, db);
    this.#shell = new SimulatedShell(db, parts.store, ground.clock, ground.send, !ground.isBroken('no inbox'));
    this.#branches = new SimulatedBranches(this, parts);
  }

  protected override boot(): void {
    this.#branches = new SimulatedBranches(this, this.parts);
  }

  override consume(lane: Lane, records: readonly LogRecord[], fate: Fate, isReadable: boolean, done: () => void): Ran {
    const { topics, participant } = this.parts;
    if (lane.topic === topics.commands) return this.#handle(lane, records, fate, isReadable, done);
    for (const message of records.flatMap(({ messages }) => messages)) {
      const ran =
        lane.topic === topics.prepare
          ? this.#branches.prepare(message as PrepareMessage, fate)
          : this.#branches.decide(message as DecisionMessage, fate);
      if (ran === 'again' || ran === 'died') return ran;
    }
    this.ground.say(() => `${participant} has handled ${records.map(({ id }) => id).join(', ')}`);
    done();
    return 'done';
  }

  #handle(lane: Lane, records: readonly LogRecord[], fate: Fate, isReadable: boolean, committed: () => void): Ran {
    const { arriving } = this.parts.commands;
    const tasks = records.flatMap(({ id, messages }) =>
      messages.map((message): SimulatedTask<State> => {
        const command = message as Command;
        return isReadable
          ? this.#asSeen(taskOf(arriving, command, id), command)
          : parkedTask<State>(this.parts.byHand, command, id);
      }),
    );
    const unread = isReadable ? '' : ', which cannot be read';
    const what = (): string =>
      `${records.flatMap(({ messages }) => messages.map(describeMessage)).join('; ')}${unread}`;
    return this.run(this.#shell, { what, tasks, consumer: lane.topic, lane, committed }, fate);
  }

  #asSeen(task: SimulatedTask<State>, command: Command): SimulatedTask<State> {
    return { ...task, decide: (state, now) => this.parts.seen(state, command, (seen) => task.decide(seen, now)) };
  }

  /** Runs some other work of the service, as a request does. */
  request(what: () => string, task: SimulatedTask<State>, fate: Fate): Ran {
    return this.run(this.#shell, { what, tasks: [task] }, fate);
  }

  /** What an operator had skipped is done on the participant's own row; nobody is answered. */
  doByHand(command: Command): Ran {
    const task = taskOf(this.parts.byHand, command);
    const quietly: SimulatedTask<State> = {
      ...task,
      decide(state, now) {
        const { answer, send } = task.decide(state, now);
        return { answer, send: send.filter(({ kind }) => kind === 'public') };
      },
    };
    return this.run(
      this.#shell,
      { what: () => `${describeMessage(command)} by hand`, tasks: [quietly] },
      'all goes well',
    );
  }

  override look(thorough: boolean, fate: () => Fate): void {
    this.#branches.tryAgain(fate);
    if (this.isUp) this.#branches.recover();
    if (this.isUp) this.#resume(thorough, fate);
  }

  /** `WaitingCommands`: those whose branch has ended, and now and then those that have waited for too long. */
  #resume(thorough: boolean, fate: () => Fate): void {
    const { branches, mostWaitMs, commands } = this.parts;
    for (const waiting of [...branches.waiting.values()]) {
      const isOverdue = thorough && waiting.since < this.ground.wallMs - mostWaitMs;
      if (!this.isUp || !(isOverdue || branches.hasEnded(waiting.gid))) continue;
      const command = waiting.body as Command;
      const task = this.#asSeen(taskOf(commands.resumed, waiting), command);
      this.run(this.#shell, { what: () => `${describeMessage(command)} after waiting`, tasks: [task] }, fate());
    }
  }

  /** Asks what became of every outcome that is kept: the coordinator may have forgotten it long ago. */
  askAboutOld(): void {
    this.#branches.askAboutOld();
  }

  /** One short transaction with what is said about it. */
  tell(sent: readonly Outgoing[], act: (tx: SimulatedTransaction) => void): void {
    this.write(sent, act);
  }
}
