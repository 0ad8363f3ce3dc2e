import type { SettlementPath, Trade } from '../../apps/trading/src/trade/trade.js';
import type { Chooser } from './choices.js';
import { describeMessage } from './describe.js';
import { drawFate, type Fate } from './fate.js';
import { Ground } from './ground.js';
import { leftBehind } from './left-behind.js';
import { OperatorsDesk } from './operators-desk.js';
import { restless } from './restless.js';
import type { Rules } from './rules.js';
import type { Lane } from './simulated-log.js';
import { kindsOfTerms, mostTrades, simulatedTrade } from './simulated-market.js';
import type { SimulatedProcess } from './simulated-process.js';
import { relay } from './simulated-relay.js';
import { toldInOrder } from './told-in-order.js';
import { Violation } from './violation.js';
import { World } from './world.js';

/** Whose partitions are given to others: gone for longer than the session of a consumer. */
const sessionMs = 6_000;
/** Who is not drained after so many seconds of a system that works again never will be. */
const mostQuietRounds = 400;
const well = (): Fate => 'all goes well';

export interface ScheduleSetting {
  readonly only?: SettlementPath;
  readonly rules?: Rules;
  /** Takes down what happens. */
  readonly story?: string[];
}

/**
 * One run: trades of both kinds over the same accounts and sides, on processes that crash, freeze and are overtaken, over
 * a log that gives records late, twice or never; then everything works again until all has arrived.
 */
export class Schedule {
  readonly #ground: Ground;
  readonly #world: World;
  readonly #trades: Trade[] = [];
  readonly #desk: OperatorsDesk;

  constructor(
    private readonly chooser: Chooser,
    private readonly setting: ScheduleSetting = {},
  ) {
    this.#ground = new Ground(chooser.draw, setting.rules ?? {}, setting.story);
    this.#world = new World(this.#ground);
    this.#desk = new OperatorsDesk(this.#world);
  }

  /** Runs it; answers what did not hold. */
  run(): Violation | undefined {
    try {
      // Few trades more often than many: what is wrong shows with few, and those cost less.
      const wanted = Math.min(this.#draw(1, mostTrades), this.#draw(1, mostTrades));
      while (this.chooser.nextStep()) this.#step(wanted);
      this.#heal();
      for (let round = 0; restless(this.#world, this.#trades).length > 0; round += 1) {
        if (round > mostQuietRounds)
          return new Violation('everything ends', `still ${restless(this.#world, this.#trades).join(', ')}`);
        this.#quietRound(round);
      }
      this.#desk.correctAll();
      this.#flush();
      return leftBehind(this.#world, this.#trades) ?? toldInOrder(this.#world);
    } catch (failure) {
      if (failure instanceof Violation) return failure;
      const { message, stack = '' } = failure instanceof Error ? failure : new Error(String(failure));
      return new Violation('a rule does not throw', `${message}\n${stack}`);
    }
  }

  #draw(least: number, most: number): number {
    return this.#ground.draw(least, most);
  }

  #pick<One>(list: readonly One[]): One | undefined {
    return list.length > 1 ? list[this.#draw(0, list.length - 1)] : list[0];
  }

  #step(wanted: number): void {
    const dice = this.#draw(0, 99);
    if (this.#trades.length === 0 || (dice >= 90 && this.#trades.length < wanted)) this.#submit();
    else if (dice < 50) this.#deliver();
    else if (dice < 62) this.#relaySomething();
    else if (dice < 80) this.#timePasses(this.#draw(0, 3) < 3 ? this.#draw(0, 900) : this.#draw(0, 16_000));
    else if (dice < 84) this.#finishSomething();
    else if (dice < 88) this.#upset();
    else if (dice < 92) this.#desk.actOnSaga();
    else if (dice < 95) this.#desk.askSettlement();
    else if (dice < 97) this.#logPlaysTricks();
    else if (dice < 99) this.#rebalance();
    else this.#longAfter();
  }

  #submit(): void {
    const process = this.#pick(this.#world.trading.filter(({ isUp }) => isUp));
    if (!process) return;
    const { only } = this.setting;
    const drawn = this.#draw(0, 1);
    const path = only ?? (drawn === 0 ? 'saga' : 'two-phase');
    const trade = simulatedTrade(this.#trades.length, this.#draw(0, kindsOfTerms - 1), path);
    process.submit(trade, drawFate(this.#ground.draw));
    // The client repeats what was not taken, or of which it does not know; it stands behind a slow commit then.
    this.#trades.push(trade);
  }

  /** The owner of a lane reads some records of it. */
  #deliver(): void {
    const lanes = this.#ground.log.read.filter((lane) => lane.hasUnread() && !lane.isBusy && isUp(lane.owner));
    const lane = this.#pick(lanes);
    if (!lane) {
      this.#relaySomething();
      return;
    }
    const fate = drawFate(this.#ground.draw);
    // An undo or a finishing step that cannot be read is refused, and stuck: operators are to have something to do.
    const isReadable = this.#draw(0, 19) < 19;
    this.#consume(lane, this.#draw(1, 3), fate, isReadable);
    if (this.#draw(0, 2) === 0) lane.committed = Math.max(lane.committed, lane.position);
  }

  #consume(lane: Lane, most: number, fate: Fate, isReadable: boolean): boolean {
    const owner = lane.owner as SimulatedProcess;
    const from = lane.position;
    const to = Math.min(from + most, lane.records.length);
    const records = [...new Set(lane.records.slice(from, to))].filter((record) => !lane.lost.has(record));
    const done = (): void => {
      if (lane.owner === owner && lane.position === from) lane.position = to;
    };
    if (this.#ground.isBroken('offset before commit')) {
      lane.committed = to;
      lane.position = to;
    }
    if (records.length === 0) {
      done();
      return true;
    }
    const ran = owner.consume(lane, records, fate, isReadable, done);
    if (ran === 'done' && owner.isUp && this.#draw(0, 1) === 0) relay(owner, 'all goes well');
    return ran === 'done';
  }

  #relaySomething(): void {
    const process = this.#pick(this.#world.processes.filter(({ isUp, db }) => isUp && db.outbox.size > 0));
    if (process) relay(process, drawFate(this.#ground.draw));
  }

  #finishSomething(): void {
    const { flying } = this.#ground;
    const slow = this.#world.processes.filter(({ isUp, open }) => isUp && open.length > 0);
    const place = this.#draw(0, Math.max(0, slow.length + flying.length - 1));
    const process = slow[place];
    if (process) process.finish();
    else this.#landed(flying.splice(place - slow.length, 1));
  }

  #landed(sends: Ground['flying']): void {
    for (const rows of sends) {
      this.#ground.say(() => `what a dead relay had sent arrives: ${rows.map(({ record }) => record.id).join(', ')}`);
      this.#ground.land(rows);
    }
  }

  /** A process crashes or freezes, or comes back. */
  #upset(): void {
    const process = this.#pick(this.#world.processes);
    if (!process) return;
    if (process.state === 'down') this.#restart(process);
    else if (process.state === 'frozen') process.wake();
    else if (this.#draw(0, 1) === 0) process.freeze();
    else process.crash();
  }

  #restart(process: SimulatedProcess): void {
    process.restart();
    for (const lane of this.#ground.log.read) if (lane.owner === process) lane.position = lane.committed;
  }

  #timePasses(ms: number): void {
    this.#ground.wallMs += ms;
    this.#ground.say(() => `${ms} ms have passed`);
    this.#settleTime();
    const fate = (): Fate => drawFate(this.#ground.draw);
    for (const process of this.#world.processes) if (process.isUp) process.look(this.#draw(0, 3) === 3, fate);
  }

  /** What time does to those who do nothing. */
  #settleTime(): void {
    const { wallMs } = this.#ground;
    for (const process of this.#world.processes) {
      process.endIdleSessions();
      if (process.state === 'up' || wallMs - process.sinceMs <= sessionMs) continue;
      const peer = this.#world.peersOf(process).find(({ isUp }) => isUp);
      if (peer) this.#takeOver(process, peer);
      if (process.state === 'down') this.#restart(process);
    }
  }

  #takeOver(from: SimulatedProcess, to: SimulatedProcess): void {
    for (const lane of this.#ground.log.read) if (lane.owner === from) giveLane(lane, to);
  }

  /** A lane goes to the other process of its group, which begins where offsets were committed. */
  #rebalance(): void {
    const lane = this.#pick(this.#ground.log.read.filter(({ records }) => records.length > 0));
    const owner = lane?.owner as SimulatedProcess | undefined;
    const peer = owner && this.#world.peersOf(owner).find(({ isUp }) => isUp);
    if (!lane || !peer) return;
    giveLane(lane, peer);
    this.#ground.say(() => `${lane.name} goes to ${peer.name}, from ${lane.committed} on`);
  }

  /** A record that nobody has read is lost, or one is there again. */
  #logPlaysTricks(): void {
    const lane = this.#pick(this.#ground.log.read.filter(({ records }) => records.length > 0));
    if (!lane) return;
    const isDoubled = this.#draw(0, 1) === 0;
    const record = lane.records[isDoubled ? this.#draw(0, lane.records.length - 1) : lane.position];
    if (!record) return;
    this.#ground.say(
      () =>
        `${record.id} of ${lane.name} (${record.messages.map(describeMessage).join('; ')}) is ${isDoubled ? 'there again' : 'lost'}`,
    );
    if (isDoubled) lane.records.push(record);
    else lane.lost.add(record);
  }

  /** Long after: the coordinator forgets what has ended, and participants ask what became of it. */
  #longAfter(): void {
    const { transactions } = this.#world.tradingRows;
    for (const { gid, state } of [...transactions.values()])
      if (state === 'committed' || state === 'aborted') {
        transactions.delete(gid);
        this.#ground.say(() => `trading forgets ${gid}`);
      }
    for (const process of [...this.#world.settlement, ...this.#world.metering]) if (process.isUp) process.askAboutOld();
  }

  /** From now on everything works. */
  #heal(): void {
    this.#ground.say(() => 'from now on everything works');
    for (const process of this.#world.processes) {
      if (process.state === 'down') this.#restart(process);
      if (process.state === 'frozen') process.wake();
    }
    this.#landed(this.#ground.flying.splice(0));
    for (const process of this.#world.processes) while (process.open.length > 0) process.finish();
    // Clients repeat what they have no answer to.
    for (const trade of this.#trades) this.#world.trading[0]?.submit(trade, 'all goes well');
  }

  /** Whatever is under way arrives, in the order of the log. */
  #flush(): void {
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const process of this.#world.processes) {
        if (process.db.outbox.size === 0) continue;
        const before = process.db.outbox.size;
        relay(process, 'all goes well');
        isMoving ||= process.db.outbox.size < before;
      }
      for (const lane of this.#ground.log.read)
        while (lane.hasUnread() && this.#consume(lane, 3, 'all goes well', true)) isMoving = true;
    }
  }

  #quietRound(round: number): void {
    this.#flush();
    this.#desk.mendAll(round > 0);
    this.#ground.wallMs += round < 3 ? 500 : 2_500;
    this.#settleTime();
    for (const process of this.#world.processes) process.look(true, well);
  }
}

const isUp = (owner: Lane['owner']): boolean => (owner as SimulatedProcess | undefined)?.isUp ?? false;

function giveLane(lane: Lane, to: SimulatedProcess): void {
  lane.owner = to;
  lane.position = lane.committed;
  lane.isBusy = false;
}
