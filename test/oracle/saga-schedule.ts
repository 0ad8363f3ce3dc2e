import { instant } from '#libs/market';
import {
  type Advanced,
  advance,
  type Direction,
  type OperatorSignal,
  overdue,
  type Progress,
  phaseOf,
  start,
  stuckSteps,
} from '#libs/saga';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
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
 * be read, deposits, freezes, deadlines and operators; then everything works again until all has arrived, what was paused
 * is resumed, and what was skipped is corrected.
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
  readonly #toCorrect: { readonly index: number; readonly step: string; readonly direction: Direction }[] = [];
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
      this.#sagas.forEach((_, index) => this.#operate(index, { signal: 'resume' }));
      for (let round = 0; this.#isRestless(); round += 1) {
        if (round > mostQuietRounds) return ['a saga does not end'];
        this.#quietRound();
      }
      this.#correct(this.#toCorrect.length);
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
    else if (dice <= 90) this.#anOperatorActs();
    else if (dice <= 92) this.#deposit();
    else if (dice <= 95) this.#participants.setFrozen(this.#draw(0, 1) === 1);
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
    // An undo or a finishing step that cannot be read is refused, and stuck: operators are to have something to do.
    else this.#deliver(message, fate < 38 || fate > (/hold-funds|book-delivery/.test(message.type) ? 40 : 52));
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

  /** Any operator's action on any saga, mostly one that can be done; or a row that was skipped is corrected. */
  #anOperatorActs(): void {
    const isStuck = this.#sagas.findIndex(({ progress }) => stuckSteps(progress).length > 0);
    const index = isStuck >= 0 && this.#draw(0, 1) === 1 ? isStuck : this.#draw(0, this.#sagas.length - 1);
    const saga = this.#sagas[index];
    if (!saga) return;
    const stuck = stuckSteps(saga.progress);
    const step = stuck.length > 0 ? stuck[this.#draw(0, stuck.length - 1)] : anyStep[this.#draw(0, anyStep.length - 1)];
    const dice = this.#draw(1, 100);
    if (dice <= 25) this.#operate(index, { signal: saga.progress.pausedAt === undefined ? 'pause' : 'resume' });
    else if (dice <= 45) this.#operate(index, { signal: 'resume' });
    else if (dice <= 55) this.#operate(index, { signal: 'force undo' });
    else if (dice <= 75) this.#operate(index, { signal: 'skip', step: step ?? 'confirm' });
    else if (dice <= 80) this.#correct(1);
    else this.#operate(index, { signal: 'retry' });
  }

  #operate(index: number, signal: OperatorSignal): void {
    const saga = this.#sagas[index];
    if (!saga) return;
    const { pausedAt } = saga.progress;
    const direction = phaseOf(saga.progress) === 'undoing' ? 'undo' : 'do';
    const told = this.#advance(tradeSaga, saga.of.trade, saga.progress, signal, this.#now());
    const of = signal.signal === 'skip' ? ` '${signal.step}'` : '';
    const outcome = 'answer' in told ? told.because.reason : `${signal.signal} in ${phaseOf(told.progress)}`;
    this.#note(`saga ${index}, ${signal.signal}${of}${pausedAt === undefined ? '' : ', paused'} → ${outcome}`);
    if ('answer' in told) return;
    this.#take(index, told);
    if (signal.signal === 'skip') this.#toCorrect.push({ index, step: signal.step, direction });
  }

  /** What was skipped is done on the participant's own row, as an operator does it: by the step's own rule. */
  #correct(most: number): void {
    for (const { index, step, direction } of this.#toCorrect.splice(0, most)) {
      const saga = this.#sagas[index];
      if (!saga) continue;
      if (saga.progress.steps[step]?.[direction]?.answer !== 'skipped')
        throw new Error(`saga ${index} does not say that '${step}' was skipped`);
      const type = commandTypes.get(`${direction} ${step}`) ?? 'none';
      const answer = this.#participants.handle(type, saga.of, true, instant(this.#wall));
      this.#note(`saga ${index}, ${direction} '${step}' by hand → ${answer?.answer} by hand`);
      if (answer?.answer !== 'accepted') throw new Error(`'${step}' cannot be corrected: ${answer?.because?.reason}`);
    }
  }

  #retry(): void {
    this.#sagas.forEach(({ progress }, index) => {
      if (stuckSteps(progress).length > 0) this.#operate(index, { signal: 'retry' });
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
    if (
      progress.pausedAt !== undefined &&
      (asks.length > 0 || progress.ended || progress.pivot !== saga.progress.pivot)
    )
      throw new Error(`saga ${index} goes on while it is paused`);
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

const anyStep = ['hold funds', 'book delivery', 'confirm', 'post funds', 'firm delivery'];

/** The type of the command that asks for a step: `undo hold funds`. */
const commandTypes: ReadonlyMap<string, string> = new Map([
  ...tradeSaga.undoable.flat().map(({ step, undo }) => [`undo ${step}`, undo.type] as const),
  ...[...tradeSaga.undoable, ...tradeSaga.mustFinish].flat().map((one) => [`do ${one.step}`, one.do.type] as const),
]);

const describe = ({ saga, direction, step, attempt, reply }: Command): string =>
  `saga ${saga}, ${direction} '${step}' ${attempt}${reply ? ` ${reply.answer}` : ''}`;
