import { describe, expect, it } from '@jest/globals';
import { everyTradeEnded, type SampleOutcome, sagasPerSecond, sampleJson } from './sample-outcome.js';
import { sampleTable } from './sample-table.js';

const outcome: SampleOutcome = {
  day: '2026-05-01',
  settlement: 'saga',
  quarterHours: 96,
  submitted: 4_000,
  notTaken: [],
  summary: {
    pending: 0,
    confirmed: 0,
    cleared: 3_900,
    rejected: 100,
    stuck: 0,
    rejectedBecause: { 'not enough capacity': 40, 'not enough free money': 60 },
    energyWh: 1_234_005,
    turnoverEur: '61.70025000',
    netEur: '-0.00000001',
    lowestPriceCentsPerMWh: -49_999,
    highestPriceCentsPerMWh: 5,
  },
  endedNow: 4_000,
  tookMs: 1_600,
  firstClearedMs: 2_345.6,
  ledger: { holds: true, accounts: 75, transfers: 15_600, findings: [] },
};

describe('the table of a sample day', () => {
  it('says what was traded, exactly, and how long it took', () => {
    expect(sampleTable(outcome, 'hold')).toBe(
      [
        'Sample market of 2026-05-01',
        '  submitted                 4,000 trades over 96 quarter hours',
        '  cleared                   3,900',
        '  rejected                  100',
        '    not enough free money     60',
        '    not enough capacity       40',
        '  energy                    1,234.005 kWh',
        '  turnover                  61.70025000 EUR',
        '  net                       -0.00000001 EUR',
        '  prices                    -499.99 to 0.05 EUR/MWh',
        '  time                      1.6 s, 2500 sagas per second, the first cleared 2.3 s after the start',
        '  ledger                    balanced: 75 accounts, 15,600 transfers',
        '  invariants                hold',
      ].join('\n'),
    );
  });

  it.each([
    ['an unbalanced ledger', { ledger: { ...outcome.ledger, holds: false } }, 'NOT BALANCED'],
    [
      'stuck trades',
      { summary: { ...outcome.summary, cleared: 3_899, stuck: 1 } },
      '\n  stuck                     1\n',
    ],
    ['trades that were not taken', { notTaken: [{ status: 422, detail: 'gate closed' }] }, '1: gate closed'],
    ['the path', { settlement: 'two-phase' as const }, '\n  settled by                two-phase commit\n'],
    ['trades, which are not sagas only', { settlement: 'mixed' as const }, '2500 trades per second'],
    ['a repeat', { endedNow: 0, firstClearedMs: undefined }, 'nothing was left to do'],
  ])('shows %s', (_, changed, shown) => {
    expect(sampleTable({ ...outcome, ...changed }, 'hold')).toContain(shown);
  });
});

describe('the outcome of a sample day', () => {
  it.each([
    ['all cleared or rejected', {}, true],
    ['one pending', { summary: { ...outcome.summary, pending: 1 } }, false],
    ['one confirmed', { summary: { ...outcome.summary, confirmed: 1 } }, false],
    ['one stuck', { summary: { ...outcome.summary, stuck: 1 } }, false],
    ['one missing', { summary: { ...outcome.summary, rejected: 99 } }, false],
    ['one not taken', { notTaken: [{ status: 422 }] }, false],
  ])('with %s has every trade ended: %s', (_, changed, ended) => {
    expect(everyTradeEnded({ ...outcome, ...changed })).toBe(ended);
  });

  it('counts only what this run ended', () => {
    expect(sagasPerSecond(outcome)).toBe(2_500);
    expect(sagasPerSecond({ ...outcome, endedNow: 0 })).toBe(0);
  });

  it('is one line of JSON for programs', () => {
    expect(sampleJson(outcome, 'hold')).not.toContain('\n');
    expect(JSON.parse(sampleJson(outcome, 'hold'))).toEqual({
      day: '2026-05-01',
      settlement: 'saga',
      quarterHours: 96,
      submitted: 4_000,
      cleared: 3_900,
      rejected: { 'not enough capacity': 40, 'not enough free money': 60 },
      energyWh: 1_234_005,
      turnoverEur: '61.70025000',
      netEur: '-0.00000001',
      sagasPerSecond: 2_500,
      firstClearedMs: 2_346,
      invariants: 'hold',
    });
  });
});
