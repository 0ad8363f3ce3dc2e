import { instant } from '#libs/market';
import { type Advanced, advance, type Direction, overdue, type Progress, phaseOf, start, stuckSteps } from '#libs/saga';
import { type Trade } from '../../apps/trading/src/trade/trade.js';
import { tradeSaga } from '../../apps/trading/src/trade/trade-saga.js';
import { type Draw, seededRandom } from '../../local/sample/seeded-random.js';
import { leftBehind } from './left-behind.js';
import { type SimulatedTrade, simulatedTrades } from './simulated-market.js';
import { type Answered, type BrokenRule, SimulatedParticipants } from './simulated-participants.js';

/** The orchestrator's rule: `advance`, or one that a test has broken. */
export type Advance = typeof advance<Trade>;

export interface Rules {
  readonly advance?: Advance;
  readonly participants?: BrokenRule;
}

interface Command {
  readonly saga: number;
  readonly step: string;
  readonly direction: Direction;
  readonly attempt: number;
  readonly type: string;
  readonly reply?: Answered;
}

/** A saga that goes on for so many rounds of a system that works again never ends. */
const mostQuietRounds = 400;

/**
 * One run of up to four trade sagas over a network that loses, doubles, delays and reorders, with messages that cannot
 * be read, deposits, freezes, deadlines and operators; then everything works again until all has arrived.
 */
export class SagaSchedule {
  /** What happened, for a person; filled only when asked for. */
  readonly trace: string[] = [];
  readonly #draw: Draw;
  readonly #participants: SimulatedParticipants;
  readonly #advance: Advance;
  readonly #sagas: { readonly of: SimulatedTrade; progress: Progress }[] = [];
  #network: Command[] = [];
  #wall = 0;
  #deposits = 0;

  constructor(
    seed: number,
    schedule: number,
    rules: Rules = {},
    private readonly isTraced = false,
  ) {
    this.#draw = seededRandom(seed, String(schedule));
    this.#advance = rules.advance ?? advance;
    this.#participants = new SimulatedParticipants(rules.participants);
  }

  /** Runs it; answers what did not hold. */
  run(): string[] {
    try {
      const steps = this.#draw(10, 90);
      for (let step = 0; step < steps; step += 1) this.#somethingHappens();
      this.#participants.setFrozen(false);
      for (let round = 0; this.#isRestless(); round += 1) {
        if (round > mostQuietRounds) return ['a saga does not end'];
        this.#quietRound();
      }
      return leftBehind(this.#sagas, this.#participants);
    } catch (failure) {
      return [failure instanceof Error ? failure.message : String(failure)];
    }
  }

  #somethingHappens(): void {
    const dice = this.#draw(1, 100);
    if (this.#sagas.length === 0 || dice <= 6) this.#begin();
    else if (dice <= 58) this.#arrives(this.#draw(1, 100));
    else if (dice <= 84) this.#timePasses(this.#draw(1, 3) === 1 ? this.#draw(1, 15_000) : this.#draw(1, 700));
    else if (dice <= 88) this.#retry();
    else if (dice <= 91) this.#deposit();
    else if (dice <= 94) this.#participants.setFrozen(this.#draw(0, 1) === 1);
    else this.#network = this.#network.slice(this.#draw(0, 1));
  }

  #begin(): void {
    const of = simulatedTrades[this.#sagas.length];
    if (!of) return;
    const index = this.#sagas.push({ of, progress: { startedAt: this.#wall, steps: {} } }) - 1;
    this.#note(`saga ${index} begins`);
    this.#take(index, start(tradeSaga, of.trade, this.#now()));
  }

  /** One message of those under way, any of them; it may be lost, or arrive and stay under way to arrive again. */
  #arrives(fate: number): void {
    if (this.#network.length === 0) return;
    const at = this.#draw(0, this.#network.length - 1);
    const message = this.#network[at];
    if (!message) return;
    if (fate > 20) this.#network.splice(at, 1);
    if (fate > 80) this.#note(`lost: ${describe(message)}`);
    else this.#deliver(message, fate !== 40);
  }

  #deliver(message: Command, isReadable: boolean): void {
    const saga = this.#sagas[message.saga];
    if (!saga) return;
    const { reply, type, ...of } = message;
    if (reply) {
      const told = this.#advance(
        tradeSaga,
        saga.of.trade,
        saga.progress,
        { signal: 'reply', ...of, ...reply },
        this.#now(),
      );
      this.#note(`${describe(message)} → ${'answer' in told ? told.because.reason : phaseOf(told.progress)}`);
      if (!('answer' in told)) this.#take(message.saga, told);
      return;
    }
    const answer = this.#participants.handle(type, saga.of, isReadable, instant(this.#wall));
    this.#note(
      `${describe(message)}${isReadable ? '' : ' unreadable'} → ${answer?.answer} ${answer?.because?.reason ?? ''}`,
    );
    if (answer) this.#network.push({ ...message, reply: answer });
  }

  #timePasses(ms: number): void {
    this.#wall += ms;
    this.#note(`${ms} ms pass`);
    this.#sagas.forEach((saga, index) => {
      for (const silent of overdue(saga.progress, this.#wall)) {
        const signal = { signal: 'no answer', chance: this.#draw(0, 99) / 100, ...silent } as const;
        const told = this.#advance(tradeSaga, saga.of.trade, saga.progress, signal, this.#now());
        if (!('answer' in told)) this.#take(index, told);
      }
    });
  }

  #retry(): void {
    this.#sagas.forEach((saga, index) => {
      if (stuckSteps(saga.progress).length === 0) return;
      const told = this.#advance(tradeSaga, saga.of.trade, saga.progress, { signal: 'retry' }, this.#now());
      this.#note(`saga ${index} is retried`);
      if (!('answer' in told)) this.#take(index, told);
    });
  }

  #deposit(): void {
    this.#deposits += 1;
    this.#participants.deposit(`deposit ${this.#deposits}`, instant(this.#wall));
    this.#note('a deposit');
  }

  #isRestless(): boolean {
    const isOpen = this.#sagas.some(({ progress }) => !progress.ended);
    return isOpen || this.#network.length > 0;
  }

  /** Whatever is under way arrives, in any order; then time passes, and operators mend what is stuck. */
  #quietRound(): void {
    while (this.#network.length > 0) {
      const [message] = this.#network.splice(this.#draw(0, this.#network.length - 1), 1);
      if (message) this.#deliver(message, true);
    }
    this.#retry();
    this.#timePasses(1000);
  }

  #take(index: number, { progress, asks }: Advanced<Trade>): void {
    const saga = this.#sagas[index];
    if (!saga) return;
    if (saga.progress.ended) throw new Error(`saga ${index} goes on after its end`);
    saga.progress = progress;
    for (const { step, direction, attempt, ask } of asks) {
      if (direction === 'undo' && progress.pivot?.answer === 'accepted')
        throw new Error(`'${step}' is undone after the pivot`);
      this.#network.push({ saga: index, step, direction, attempt, type: ask.type });
    }
  }

  #now(): { wall: number; market: number } {
    return { wall: this.#wall, market: this.#wall };
  }

  #note(what: string): void {
    if (this.isTraced) this.trace.push(`${this.#wall} ms: ${what}`);
  }
}

const describe = ({ saga, direction, step, attempt, reply }: Command): string =>
  `saga ${saga}, ${direction} '${step}' ${attempt}${reply ? ` ${reply.answer}` : ''}`;
