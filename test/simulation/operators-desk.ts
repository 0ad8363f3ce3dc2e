import { topics } from '#libs/contracts';
import type { Command } from '#libs/messaging';
import { type OperatorSignal, phaseOf, stuckSteps } from '#libs/saga';
import { commandId } from '#libs/saga-runner';
import { accountTermsWork } from '../../apps/settlement/src/http/account-terms.work.js';
import { depositWork } from '../../apps/settlement/src/http/deposit.work.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import { deliveryOf, fundsOf, payerOf } from '../../apps/trading/src/trade/trade-saga.js';
import { aBuyer } from '../support/a-booking.js';
import { drawFate, type Fate } from './fate.js';
import { depositAmount } from './simulated-market.js';
import { taskOf } from './simulated-shell.js';
import { commandTypes, type World } from './world.js';

interface Skipped {
  readonly trade: Trade;
  readonly step: string;
  readonly direction: 'do' | 'undo';
}

const anyStep = ['hold funds', 'book delivery', 'confirm', 'post funds', 'firm delivery'];

/** What people do from outside: operators push sagas, freeze accounts and mend by hand, a party deposits. */
export class OperatorsDesk {
  readonly #toCorrect: Skipped[] = [];
  #deposits = 0;

  constructor(private readonly world: World) {}

  #draw(least: number, most: number): number {
    return this.world.ground.draw(least, most);
  }

  #fate(): Fate {
    return drawFate(this.world.ground.draw);
  }

  #pick<One>(list: readonly One[]): One | undefined {
    return list.length > 1 ? list[this.#draw(0, list.length - 1)] : list[0];
  }

  /** Any action on any saga, mostly one that can be done. */
  actOnSaga(): void {
    const process = this.#pick(this.world.trading.filter(({ isUp }) => isUp));
    const sagas = [...this.world.tradingRows.sagas.values()].filter(({ name }) => name === 'trade');
    const stuck = sagas.filter(({ progress }) => stuckSteps(progress).length > 0);
    const saga = stuck.length > 0 && this.#draw(0, 3) > 0 ? this.#pick(stuck) : this.#pick(sagas);
    if (!process || !saga) return;
    const { progress, subject } = saga;
    const step = this.#pick(stuckSteps(progress)) ?? this.#pick(anyStep) ?? 'confirm';
    const dice = this.#draw(0, 19);
    const signal: OperatorSignal =
      dice < 6
        ? { signal: 'retry' }
        : dice < 12
          ? { signal: 'skip', step }
          : dice < 15
            ? { signal: 'force undo' }
            : { signal: progress.pausedAt === undefined ? 'pause' : 'resume' };
    const direction = phaseOf(progress) === 'undoing' ? 'undo' : 'do';
    process.operate(saga.id, signal, this.#fate());
    if (signal.signal === 'skip') this.#noteSkips(subject, step, direction);
    else if (this.#draw(0, 3) === 3) this.#correctOne();
  }

  /** Skipped as the row says it, which is written later where the commit is slow. */
  #noteSkips(trade: Trade, step: string, direction: 'do' | 'undo'): void {
    const isThis = (one: Skipped): boolean => one.trade === trade && one.step === step && one.direction === direction;
    // The step may have been wanted skipped before, when it could not be, and in the other direction.
    if (!this.#toCorrect.some(isThis)) this.#toCorrect.push({ trade, step, direction });
  }

  #correctOne(): void {
    const [skipped] = this.#toCorrect;
    if (!skipped || !this.#isSkipped(skipped)) return;
    if (this.world.databases.some(({ locks, prepared }) => locks.size > 0 || prepared.size > 0)) return;
    this.#toCorrect.shift();
    this.#correct(skipped);
  }

  #isSkipped({ trade, step, direction }: Skipped): boolean {
    return this.world.tradingRows.sagas.get(trade.id)?.progress.steps[step]?.[direction]?.answer === 'skipped';
  }

  /** What was skipped is done on the participant's own row, as an operator does it: by the step's own rule. */
  #correct(skipped: Skipped): void {
    if (!this.#isSkipped(skipped)) return;
    const { trade, step, direction } = skipped;
    const type = commandTypes[`${direction} ${step}`] ?? '';
    const isMoney = type.startsWith('settlement.');
    const { seller, buyer } = trade;
    const body = isMoney
      ? type === commandTypes['do hold funds']
        ? fundsOf(trade)
        : { seller, buyer }
      : deliveryOf(trade);
    const command: Command = {
      ...{ id: commandId(trade.id, step, direction), type, key: payerOf(trade), sagaId: trade.id },
      ...{ attempt: 1, replyTo: topics.tradingReplies.name, body },
    };
    (isMoney ? this.world.settlement : this.world.metering)[0]?.doByHand(command);
  }

  /** A deposit, or an account is frozen or thawed. */
  askSettlement(): void {
    const process = this.#pick(this.world.settlement.filter(({ isUp }) => isUp));
    const account = this.world.settlementRows.accounts.get(aBuyer);
    if (!process || !account) return;
    const dice = this.#draw(0, 2);
    if (dice === 0) {
      this.#deposits += 1;
      const deposit = { id: `deposit ${this.#deposits}`, account: aBuyer, amount: depositAmount };
      process.request(() => deposit.id, taskOf(depositWork, deposit), this.#fate());
      return;
    }
    this.#setFrozen(!account.frozen, this.#fate(), process);
  }

  #setFrozen(frozen: boolean, fate: Fate, process = this.world.settlement[0]): void {
    const word = { id: this.world.ground.nextParcel(), who: 'operator', why: 'simulated', seen: null };
    const ask = { account: aBuyer, terms: { frozen, because: 'simulated' }, word };
    process?.request(
      () => `the buyer's account is ${frozen ? 'frozen' : 'thawed'}`,
      taskOf(accountTermsWork, ask),
      fate,
    );
  }

  /** What stands still is let go on, and what is stuck is asked again. */
  mendAll(retries: boolean): void {
    const [trading] = this.world.trading;
    if (this.world.settlementRows.accounts.get(aBuyer)?.frozen) this.#setFrozen(false, 'all goes well');
    for (const { id, progress, name } of this.world.tradingRows.sagas.values()) {
      if (name !== 'trade' || progress.ended) continue;
      if (progress.pausedAt !== undefined) trading?.operate(id, { signal: 'resume' }, 'all goes well');
      else if (retries && stuckSteps(progress).length > 0) trading?.operate(id, { signal: 'retry' }, 'all goes well');
    }
  }

  correctAll(): void {
    for (const skipped of this.#toCorrect.splice(0)) this.#correct(skipped);
  }
}
