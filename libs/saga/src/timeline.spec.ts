import { describe, expect, it } from '@jest/globals';
import { journeySaga, SagaConversation } from '../../../test/support/a-saga.js';
import { timeline } from './timeline.js';

const told = (saga: SagaConversation<{ goes: boolean }>): string[] =>
  timeline('decide to go', saga.progress).map(
    ({ askedAt, direction, step, asks, answer, because }) =>
      `${askedAt}: ${direction} ${step}, ${asks} times, ${answer}${because ? ` (${because.reason})` : ''}`,
  );

const begun = (goes = true): SagaConversation<{ goes: boolean }> => {
  const saga = new SagaConversation(journeySaga, { goes });
  saga.starts();
  return saga;
};

/** Lets ten milliseconds pass and answers. */
const later = (saga: SagaConversation<{ goes: boolean }>, answer: () => unknown): void => {
  saga.waits(10);
  answer();
};

describe('a timeline', () => {
  it('tells every ask in the order of its first sending, the pivot before what it led to', () => {
    const saga = begun();
    for (const step of ['flight', 'hotel', 'car', 'table', 'theatre', 'pay']) later(saga, () => saga.accepts(step));
    expect(told(saga)).toEqual([
      '0: do flight, 1 times, accepted',
      '0: do hotel, 1 times, accepted',
      '20: do car, 1 times, accepted',
      '30: do table, 1 times, accepted',
      '30: do theatre, 1 times, accepted',
      '50: decide decide to go, 1 times, accepted',
      '50: do pay, 1 times, accepted',
      '60: do send the papers, 1 times, awaited',
      '60: do tell the family, 1 times, awaited',
    ]);
  });

  it('tells a refusal, what it undid, and which step never answered', () => {
    const saga = begun();
    saga.waits(600);
    saga.refuses('flight');
    later(saga, () => saga.accepts('flight', 'undo'));
    later(saga, () => saga.refuses('hotel', 'undo'));
    expect(told(saga)).toEqual([
      '0: do flight, 2 times, refused (sold out)',
      '0: do hotel, 2 times, never answered',
      '600: undo flight, 1 times, accepted',
      '600: undo hotel, 1 times, stuck (sold out)',
    ]);
  });

  it('tells a refused pivot before the undos', () => {
    const saga = begun(false);
    for (const step of ['flight', 'hotel', 'car', 'table', 'theatre']) later(saga, () => saga.accepts(step));
    expect(told(saga).slice(5)).toEqual([
      '50: decide decide to go, 1 times, refused (no leave)',
      '50: undo table, 1 times, awaited',
      '50: undo theatre, 1 times, awaited',
    ]);
  });

  it('tells what operators did, before what it led to', () => {
    const saga = begun();
    saga.waits(10);
    saga.pauses();
    for (const step of ['flight', 'hotel']) later(saga, () => saga.accepts(step));
    later(saga, () => saga.resumes());
    later(saga, () => saga.forcesUndo());
    later(saga, () => saga.refuses('car', 'undo'));
    later(saga, () => saga.retries());
    later(saga, () => saga.refuses('car', 'undo'));
    later(saga, () => saga.skips('car'));
    expect(told(saga)).toEqual([
      '0: do flight, 1 times, accepted',
      '0: do hotel, 1 times, accepted',
      '10: by an operator pause, 1 times, accepted',
      '40: by an operator resume, 1 times, accepted',
      '40: do car, 1 times, never answered',
      '50: by an operator force undo, 1 times, accepted',
      '50: undo car, 2 times, skipped (sold out)',
      '70: by an operator retry, 1 times, accepted',
      '90: by an operator skip, 1 times, accepted',
      '90: undo flight, 1 times, awaited',
      '90: undo hotel, 1 times, awaited',
    ]);
    const ofOperators = timeline('decide to go', saga.progress).filter(
      ({ direction }) => direction === 'by an operator',
    );
    expect(ofOperators.map(({ steps }) => steps)).toEqual([undefined, undefined, undefined, ['car'], ['car']]);
  });

  it('tells a resume before the pivot that waited for it', () => {
    const saga = begun();
    for (const step of ['flight', 'hotel', 'car', 'table']) saga.accepts(step);
    saga.pauses();
    later(saga, () => saga.accepts('theatre'));
    later(saga, () => saga.resumes());
    expect(told(saga).slice(-3)).toEqual([
      '20: by an operator resume, 1 times, accepted',
      '20: decide decide to go, 1 times, accepted',
      '20: do pay, 1 times, awaited',
    ]);
  });
});
