import { describe, expect, it } from '@jest/globals';
import { tellStory } from './tell-story.js';
import type { AuditDocument, SagaDocument, TimelineEntry, TradeDocument, TradeFacts } from './trade-facts.js';

/** Milliseconds after the beginning, as an instant. */
const at = (ms: number): string =>
  `2026-11-21T09:00:${String(Math.floor(ms / 1000)).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}Z`;

const trade: TradeDocument = {
  ...{ tradeId: 't1', externalId: null, state: 'cleared', submittedBy: 'venue:spot' },
  ...{ seller: 'S', buyer: 'B', sellerSide: null, buyerSide: null, area: 'A' },
  legs: [
    {
      start: '2026-05-01T10:00:00Z',
      startLocal: '2026-05-01T12:00:00+02:00',
      durationMinutes: 15,
      energyWh: 20_000,
    },
  ],
  ...{ energyWh: 20_000, priceCentsPerMWh: 8000, amountEur: '1.60000000' },
  ...{ agreedAt: '2026-05-01T09:00:00Z', gateClosesAt: '2026-05-01T09:55:00Z', saga: '/v1/sagas/t1' },
};

const done = (step: string, asked: number, answered: number, other: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...{ step, direction: 'do', askedAt: at(asked), asks: 1, answeredAt: at(answered), answer: 'accepted' },
  ...other,
});
const confirmed: TimelineEntry = {
  ...{ step: 'confirm', direction: 'decide', askedAt: at(14), asks: 1, answeredAt: at(14), answer: 'accepted' },
};

const saga = (timeline: readonly TimelineEntry[], other: Partial<SagaDocument> = {}): SagaDocument => ({
  ...{ sagaId: 't1', revision: 3, phase: 'done', stuck: [], paused: false, byHand: [], awaits: [] },
  ...{ startedAt: at(0), timeline },
  ...other,
});

const facts = (other: Partial<TradeFacts> = {}): TradeFacts => ({
  ...{ trade, audits: [], transfers: [], parked: [], counterTrades: [], globalTransactions: [], unknown: [] },
  ...other,
});

const told = (other: Partial<TradeFacts>): string[] =>
  tellStory(facts(other)).events.map((event) => `${event.at.slice(17, 23)} ${event.text}`);

const audit = (action: string, ms: number, other: Partial<AuditDocument> = {}): AuditDocument => ({
  ...{ no: '1', at: at(ms), who: 'operator:anna', action, of: 'saga/t1', why: 'it has to be', details: {} },
  ...other,
});

describe('the story of a cleared trade', () => {
  const cleared = facts({
    saga: saga(
      [
        done('hold funds', 0, 12),
        done('book delivery', 0, 14, { asks: 3 }),
        confirmed,
        done('post funds', 14, 20),
        done('firm delivery', 14, 25),
      ],
      { endedAt: at(25) },
    ),
    hold: { state: 'posted', heldOfBuyerEur: '1.60225000', heldOfSellerEur: '0.00225000' },
    booking: { state: 'firm', quarterHours: [{ start: '2026-05-01T10:00:00Z', energyWh: 20_000 }] },
    transfers: [
      { part: 'pay in', kind: 'energy', debit: 'B', credit: 'clearing', amountEur: '1.60000000', at: at(19) },
    ],
  });

  it('begins with what it is and who brought it', () => {
    expect(tellStory(cleared).opening).toEqual([
      'Trade t1 is cleared.',
      'Seller S delivers 20 kWh to buyer B in area A from 2026-05-01T12:00:00+02:00 for 15 minutes, at 80.00 EUR/MWh: the buyer owes 1.60 EUR.',
      'venue:spot submitted it, and it bound at 2026-05-01T09:00:00Z (market clock); the gate closes at 2026-05-01T09:55:00Z.',
    ]);
  });

  it('tells each ask and each answer with its duration, and the money, in the order of time', () => {
    expect(told(cleared)).toEqual([
      '00.000 Its saga began.',
      '00.000 Settlement was asked to set the money aside.',
      '00.000 Metering was asked to set the energy aside.',
      '00.012 Settlement set the money aside, after 12 ms.',
      '00.014 Metering set the energy aside, after 3 asks over 14 ms.',
      '00.014 Trading confirmed it: from here on nothing is undone, and everything has to be finished.',
      '00.014 Settlement was asked to move the money.',
      '00.014 Metering was asked to make the delivery firm.',
      '00.019 1.60 EUR went from B to clearing (pay in).',
      '00.020 Settlement moved the money, after 6 ms.',
      '00.025 Metering made the delivery firm, after 11 ms.',
      '00.025 The trade is cleared.',
    ]);
  });

  it('ends with where everything stands', () => {
    expect(tellStory(cleared).standing).toEqual([
      'It ended after 25 ms.',
      'Money: 1.60225 EUR of the buyer and 0.00225 EUR of the seller were held, fees included, and have been moved.',
      'Energy: 20 kWh in one quarter hour are firm.',
    ]);
  });
});

describe('the story of a rejected trade', () => {
  const because = { reason: 'not enough free money', neededEur: '1.60225000', freeEur: '1.00000000', party: 'B' };
  const story = tellStory(
    facts({
      trade: { ...trade, state: 'rejected', rejected: { step: 'hold funds', because } },
      saga: saga(
        [
          done('hold funds', 0, 12, { answer: 'refused', because }),
          done('book delivery', 0, 10),
          done('hold funds', 12, 15, { direction: 'undo' }),
          done('book delivery', 12, 16, { direction: 'undo' }),
        ],
        { endedAt: at(16) },
      ),
      hold: { state: 'refused' },
      booking: { state: 'cancelled', quarterHours: [{ start: '2026-05-01T10:00:00Z', energyWh: 20_000 }] },
    }),
  );

  it('says why with the numbers, and what was undone', () => {
    const said = 'not enough free money (needed 1.60225 EUR, free 1.00 EUR, party B)';
    expect(story.events.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        `Settlement refused to set the money aside, after 12 ms: ${said}.`,
        'Metering was asked to let go of the energy.',
        'Metering holds no energy for it, after 4 ms.',
        'The trade is rejected.',
      ]),
    );
    expect(story.standing).toEqual([
      `It came to nothing at 'hold funds': ${said}.`,
      'It ended after 16 ms.',
      'Money: nothing is held.',
      'Energy: 20 kWh in one quarter hour were set aside, and freed.',
    ]);
  });

  it('says who had not answered when it was given up', () => {
    const silent = {
      step: 'book delivery',
      direction: 'do',
      askedAt: at(0),
      asks: 7,
      answer: 'never answered',
    } as const;
    const undone = done('book delivery', 20_000, 20_004, { direction: 'undo' });
    expect(told({ saga: saga([silent, undone]) }).slice(2)).toEqual([
      '20.000 Metering had not answered, after 7 asks and 20 s.',
      '20.000 Metering was asked to let go of the energy.',
      '20.004 Metering holds no energy for it, after 4 ms.',
    ]);
    // Its undo was never asked for: the answer is still awaited.
    expect(told({ saga: saga([silent]) })).toHaveLength(2);
  });

  it('says that trading did not confirm it, where the gate was closed', () => {
    const closed = { reason: 'gate closed', closedAt: '2026-05-01T09:55:00Z' };
    expect(told({ saga: saga([{ ...confirmed, answer: 'refused', because: closed }]) })).toContain(
      '00.014 Trading did not confirm it: gate closed (closed at 2026-05-01T09:55:00Z). Everything is undone.',
    );
  });
});

describe('what operators did', () => {
  const acted = (action: string, ms: number, steps?: string[]): TimelineEntry => ({
    ...{ step: action, direction: 'by an operator', askedAt: at(ms), asks: 1, answeredAt: at(ms), answer: 'accepted' },
    ...(steps && { steps }),
  });
  const timeline = [
    done('hold funds', 0, 12),
    acted('pause', 1_000),
    acted('resume', 2_000),
    acted('pause', 3_000),
    acted('resume', 4_000),
  ];

  it('is told with who it was and why, each action with its own audit', () => {
    const audits = [
      audit('pause', 1_001, { why: 'first' }),
      audit('resume', 2_001, { why: 'second' }),
      audit('pause', 3_001, { why: 'third', who: 'operator:bert' }),
      audit('resume', 4_001, { why: 'fourth' }),
    ];
    expect(told({ saga: saga(timeline), audits }).slice(3)).toEqual([
      '01.000 operator:anna paused it: "first".',
      '02.000 operator:anna resumed it: "second".',
      '03.000 operator:bert paused it: "third".',
      '04.000 operator:anna resumed it: "fourth".',
    ]);
  });

  it('is told without names to whoever may not read the audit', () => {
    expect(told({ saga: saga([acted('skip', 5, ['post funds'])]) })).toContain(
      '00.005 An operator skipped a stuck step, to be done by hand (post funds).',
    );
  });

  it('is told where they took the trade back, and why on both trades', () => {
    const taken = audit('counter-trade', 9_000, { of: 'trade/t1', details: { counterTradeId: 't2' }, why: 'a typo' });
    const counterTrades = [{ tradeId: 't2', state: 'cleared' as const }];
    const original = tellStory(facts({ trade: { ...trade, counteredBy: 't2' }, audits: [taken], counterTrades }));
    expect(original.opening[0]).toBe('Trade t1 is cleared, and was taken back by t2.');
    expect(original.events.map(({ text }) => text)).toEqual([
      'operator:anna took it back by counter-trade t2: "a typo".',
    ]);
    expect(original.standing).toEqual(['Counter-trade t2 is cleared.']);
    const counter = tellStory(facts({ trade: { ...trade, tradeId: 't2', counterOf: 't1' }, audits: [taken] }));
    expect(counter.opening.at(-1)).toBe(
      'It is a counter-trade, which takes back trade t1, made by operator:anna: "a typo".',
    );
    expect(counter.events).toEqual([]);
  });
});

describe('a trade that waits', () => {
  it.each<[string, Partial<SagaDocument>, string]>([
    [
      'for a service that does not answer',
      {
        awaits: [
          { step: 'book delivery', direction: 'do', attempts: 3, askedAt: at(0), nextAt: at(3_500), stuck: false },
        ],
      },
      `It waits for metering to set the energy aside: asked 3 times since ${at(0)}, next at ${at(3_500)}.`,
    ],
    [
      'for an operator',
      {
        stuck: ['post funds'],
        awaits: [{ step: 'post funds', direction: 'do', attempts: 1, askedAt: at(0), stuck: true }],
      },
      'It is stuck at post funds: an operator has to look.',
    ],
    [
      'paused',
      { paused: true, pausedAt: at(500) },
      `It is paused since ${at(500)}: answers are kept, and nothing is sent.`,
    ],
  ])('%s says so', (_, other, sentence) => {
    expect(tellStory(facts({ saga: saga([], { phase: 'doing', ...other }) })).standing).toEqual([sentence]);
  });

  it('for its counterparty says whose word is missing, and until when', () => {
    const { agreedAt: _at, saga: _saga, submittedBy: _by, ...terms } = trade;
    const proposal: TradeDocument = {
      ...terms,
      ...{ state: 'proposed', proposedBy: 'S', proposedAt: '2026-05-01T09:00:00Z' },
      confirmBefore: '2026-05-01T09:55:00Z',
    };
    expect(tellStory(facts({ trade: proposal })).opening[2]).toBe(
      'S proposed it at 2026-05-01T09:00:00Z (market clock); it binds nobody until B confirms it, before 2026-05-01T09:55:00Z.',
    );
  });
});

describe('a message of the trade that was parked', () => {
  const parked = {
    ...{ name: 'metering/17', kind: 'message', topic: 'metering.commands.v1', reason: 'no such type' },
    ...{ parkedAt: at(7), state: 'parked' as const, settled: null },
  };
  it('is told, and waits until an operator settles it', () => {
    const waiting = tellStory(facts({ parked: [parked] }));
    expect(waiting.events.map(({ text }) => text)).toEqual([
      'Metering parked a message of it from metering.commands.v1: no such type (metering/17).',
    ]);
    expect(waiting.standing).toEqual(['Parked message metering/17 waits for an operator to requeue or drop it.']);
    const settled = { at: at(9), by: 'operator:anna', why: 'nobody waits for it' };
    const dropped = tellStory(facts({ parked: [{ ...parked, state: 'dropped', settled }] }));
    expect(dropped.events.at(-1)?.text).toBe(
      'operator:anna dropped the parked message metering/17: "nobody waits for it".',
    );
    expect(dropped.standing).toEqual([]);
  });
});

it('tells the money of a two-phase trade with its commit, not with its prepare', () => {
  const commit = done('commit payment', 14, 20);
  const transfers = [{ ...{ part: 'pay in', kind: 'energy', debit: 'B', credit: 'c' }, amountEur: '1.60', at: at(9) }];
  const twoPhase: TradeDocument = { ...trade, settlement: 'two-phase' };
  expect(told({ trade: twoPhase, saga: saga([commit]), transfers }).slice(-2)).toEqual([
    '00.020 Settlement committed the payment, after 6 ms.',
    '00.020 1.60 EUR went from B to c (pay in).',
  ]);
});

it.each([
  [['committed'], 'Its global transaction: g0 (committed).'],
  [['aborted', 'preparing'], 'Its global transactions: g0 (aborted), then g1 (preparing).'],
])('names the global transactions of a two-phase trade: %j', (states, sentence) => {
  const globalTransactions = states.map((state, no) => ({ gid: `g${no}`, state }));
  expect(tellStory(facts({ globalTransactions })).standing).toEqual([sentence]);
});

it('says what is not known, and why', () => {
  const unknown = ['Not known: its hold, because settlement does not answer.'];
  expect(tellStory(facts({ unknown })).standing).toEqual(unknown);
});
