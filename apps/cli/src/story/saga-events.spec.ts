import { describe, expect, it } from '@jest/globals';
import { sagaEvents } from './saga-events.js';
import { standingOf } from './standing.js';
import type { SagaDocument, TimelineEntry, TradeDocument } from './trade-facts.js';

/** Milliseconds after the beginning, as an instant. */
const at = (ms: number): string => `2026-11-21T09:00:00.${String(ms).padStart(3, '0')}Z`;

const entry = (step: string, asked: number, other: Partial<TimelineEntry>): TimelineEntry => ({
  ...{ step, direction: 'do', askedAt: at(asked), asks: 1, answer: 'accepted' },
  ...other,
});
const prepared = [
  entry('prepare payment', 5, { answeredAt: at(12) }),
  entry('prepare delivery', 5, { answeredAt: at(9) }),
];
const decided = entry('confirm', 14, { direction: 'decide', answeredAt: at(14) });

const told = (timeline: readonly TimelineEntry[]): string[] =>
  sagaEvents({ timeline }, { settlement: 'two-phase' }).map(({ text }) => text);

describe('the story of a two-phase trade', () => {
  it('tells who prepared, the decision, and who committed', () => {
    const committed = [
      entry('commit payment', 14, { answeredAt: at(20) }),
      entry('commit delivery', 14, { answer: 'awaited' }),
    ];
    expect(told([...prepared, decided, ...committed])).toEqual([
      'Settlement was asked to prepare the payment.',
      'Settlement prepared the payment, after 7 ms.',
      'Metering was asked to prepare the delivery.',
      'Metering prepared the delivery, after 4 ms.',
      'Trading decided to commit: from here on nothing takes it back.',
      'Settlement was asked to commit the payment.',
      'Settlement committed the payment, after 6 ms.',
      'Metering was asked to commit the delivery.',
    ]);
  });

  it('says who refused it, with the numbers', () => {
    const because = { reason: 'not enough free money', neededEur: '50.11250000', freeEur: '1.00000000' };
    expect(told([entry('prepare payment', 5, { answeredAt: at(12), answer: 'refused', because })])).toContain(
      'Settlement refused to prepare the payment, after 7 ms: not enough free money (needed 50.1125 EUR, free 1.00 EUR).',
    );
  });

  it('says that it is aborted where trading itself refuses it', () => {
    const because = { reason: 'gate closed', closedAt: '2026-05-01T09:55:00Z' };
    expect(told([...prepared, { ...decided, answer: 'refused', because }]).at(-1)).toBe(
      'Trading refused it: gate closed (closed at 2026-05-01T09:55:00Z). It is aborted.',
    );
  });

  it('says so where somebody ended a prepared transaction by hand', () => {
    const because = { reason: 'mixed', participant: 'settlement', gid: '0a1b2c3d-01' };
    const mixed = entry('commit payment', 14, { answeredAt: at(20), answer: 'stuck', because });
    expect(told([mixed]).at(-1)).toBe(
      'Settlement was not able to commit the payment, after 6 ms: somebody had ended its prepared transaction by hand ' +
        '(participant settlement, gid 0a1b2c3d-01).',
    );
  });
});

describe('where a two-phase trade stands', () => {
  const saga: SagaDocument = {
    ...{ sagaId: 't1', revision: 1, phase: 'doing', stuck: [], paused: false, byHand: [], awaits: [] },
    ...{ startedAt: at(0), timeline: [] },
  };
  const trade = { tradeId: 't1', state: 'pending', settlement: 'two-phase' } as TradeDocument;
  const standing = (of: SagaDocument): string[] =>
    standingOf({
      trade,
      saga: of,
      audits: [],
      transfers: [],
      parked: [],
      counterTrades: [],
      globalTransactions: [],
      unknown: [],
    });

  it.each<[string, SagaDocument, string]>([
    [
      'before the decision',
      saga,
      'It is on its way to one decision for all of it: the list of global transactions says how far.',
    ],
    [
      'while a participant is to commit',
      {
        ...{ ...saga, phase: 'finishing' },
        awaits: [{ step: 'commit delivery', direction: 'do', attempts: 1, askedAt: at(14), stuck: false }],
      },
      `It waits for metering to commit the delivery: asked once since ${at(14)}.`,
    ],
    ['when it ended', { ...saga, phase: 'done', endedAt: at(25) }, 'It ended after 25 ms.'],
  ])('is told %s', (_, of, sentence) => {
    expect(standing(of)).toEqual([sentence]);
  });
});
