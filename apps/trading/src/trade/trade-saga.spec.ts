import { describe, expect, it } from '@jest/globals';
import { advance, type Progress, type Signal, start } from '#libs/saga';
import { centsPerMWh } from '#libs/units';
import { aTrade, tenOClock } from '../../../../test/support/a-trade.js';
import { payerOf, tradeSaga } from './trade-saga.js';
import { rejectionOf, type TradeState, tradeState } from './trade-state.js';

const inTime = { market: tenOClock - 3_600_000, wall: 1_000 };
const tooLate = { market: tenOClock, wall: 1_000 };
const trade = aTrade();

type Told = readonly [step: string, direction: 'do' | 'undo', answer: 'accepted' | 'refused'];

/** Tells the saga one answer after another and lists what it asks for, one entry per answer. */
function conversation(
  told: readonly Told[],
  now = inTime,
): { asked: string[][]; progress: Progress; state: TradeState } {
  let { progress, asks } = start(tradeSaga, trade, now);
  const asked = [asks.map(({ step, direction }) => `${direction} ${step}`)];
  for (const [step, direction, answer] of told) {
    const signal: Signal = { signal: 'reply', step, direction, attempt: 1, answer, because: { reason: 'test' } };
    const next = advance(tradeSaga, trade, progress, signal, now);
    if ('answer' in next) throw new Error(next.because.reason);
    ({ progress, asks } = next);
    asked.push(asks.map(({ step: name, direction: way }) => `${way} ${name}`));
  }
  return { asked, progress, state: tradeState(progress) };
}

describe('the trade saga', () => {
  it('holds and books side by side, confirms, posts and firms side by side, and is cleared', () => {
    const { asked, state } = conversation([
      ['hold funds', 'do', 'accepted'],
      ['book delivery', 'do', 'accepted'],
      ['firm delivery', 'do', 'accepted'],
      ['post funds', 'do', 'accepted'],
    ]);
    expect(asked).toEqual([['do hold funds', 'do book delivery'], [], ['do post funds', 'do firm delivery'], [], []]);
    expect(state).toBe('cleared');
  });

  it('undoes both steps when one is refused, the refused one too', () => {
    const { asked, state, progress } = conversation([
      ['hold funds', 'do', 'refused'],
      ['book delivery', 'undo', 'accepted'],
      ['hold funds', 'undo', 'accepted'],
    ]);
    expect(asked).toEqual([['do hold funds', 'do book delivery'], ['undo hold funds', 'undo book delivery'], [], []]);
    expect(state).toBe('rejected');
    expect(rejectionOf(progress)).toEqual({ step: 'hold funds', because: { reason: 'test' } });
  });

  it('undoes both steps when the registration deadline has passed', () => {
    const { asked, progress, state } = conversation(
      [
        ['hold funds', 'do', 'accepted'],
        ['book delivery', 'do', 'accepted'],
      ],
      tooLate,
    );
    expect(asked.at(-1)).toEqual(['undo hold funds', 'undo book delivery']);
    expect(rejectionOf(progress)?.because.reason).toBe('registration deadline passed');
    expect(state).toBe('pending');
  });

  it('is stuck when a finishing step is refused, and goes on when it is accepted after all', () => {
    const past: Told[] = [
      ['hold funds', 'do', 'accepted'],
      ['book delivery', 'do', 'accepted'],
      ['post funds', 'do', 'refused'],
    ];
    expect(conversation(past).state).toBe('stuck');
    const { state } = conversation([...past, ['firm delivery', 'do', 'accepted'], ['post funds', 'do', 'accepted']]);
    expect(state).toBe('cleared');
  });

  it.each([
    ['the buyer pays at a price above zero', 1, 'buyer' as const],
    ['the buyer pays at zero, where only fees are held', 0, 'buyer' as const],
    ['the seller pays at a price below zero', -1, 'seller' as const],
  ])('%s', (_case, price, payer) => {
    expect(payerOf(aTrade({ price: centsPerMWh(price) }))).toBe(trade[payer]);
  });
});
