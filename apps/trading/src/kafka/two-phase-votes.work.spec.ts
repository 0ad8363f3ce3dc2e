import { beforeEach, describe, expect, it } from '@jest/globals';
import { tradeId, TwoPhaseConversation } from '../../../../test/support/two-phase-conversation.js';
import { LatelyRefused } from '../two-phase/lately-refused.js';
import { Coordination } from './coordination.js';
import { twoPhaseVotes } from './two-phase-votes.work.js';

const gid = 'ours-first';
let trading: TwoPhaseConversation;

/** Three trades between the same parties, prepared together. */
beforeEach(() => {
  trading = new TwoPhaseConversation().starts(1, 2, 3);
  trading.gathers([gid], 1, 2, 3);
});

const trades = (): string[] => [1, 2, 3].map((number) => trading.trade(number));

describe('a global transaction of trades', () => {
  it('that all prepared is committed, and its trades are cleared with the last acknowledgement', () => {
    expect(trading.votesYes('settlement', gid)).toEqual([]);
    expect(trades()).toEqual(['pending', 'pending', 'pending']);
    expect(trading.votesYes('metering', gid)).toEqual([`settlement commit ${gid}`, `metering commit ${gid}`]);
    expect(trades()).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(trading.acknowledges('metering', gid, 'committed')).toEqual([]);
    const cleared = 'gridsaga.trade.cleared.v1';
    expect(trading.acknowledges('settlement', gid, 'committed')).toEqual([cleared, cleared, cleared]);
    expect(trades()).toEqual(['cleared', 'cleared', 'cleared']);
  });

  it('in which one is refused goes on without it, once it is aborted everywhere', () => {
    trading.votesYes('metering', gid);
    expect(trading.refuses('settlement', gid, 2)).toEqual([
      ...[`settlement abort ${gid}`, `metering abort ${gid}`, 'gridsaga.trade.rejected.v1'],
    ]);
    expect(trades()).toEqual(['pending', 'rejected at prepare payment: no to 2', 'pending']);
    expect(trading.acknowledges('metering', gid, 'aborted')).toEqual([]);
    const next = trading.state.successors.get(gid)?.gid ?? '';
    expect(next).toMatch(/^ours-/);
    expect(trading.acknowledges('settlement', gid, 'aborted')).toEqual([
      ...[`settlement prepare ${next}`, `metering prepare ${next}`],
    ]);
    trading.votesYes('metering', next);
    trading.votesYes('settlement', next);
    trading.acknowledges('metering', next, 'committed');
    trading.acknowledges('settlement', next, 'committed');
    expect(trades()).toEqual(['cleared', 'rejected at prepare payment: no to 2', 'cleared']);
  });

  it('of which nothing is left is over when it is aborted', () => {
    trading.refuses('settlement', gid, 1, 2, 3);
    trading.refuses('metering', gid, 1, 2, 3);
    expect(trades().map((told) => told.split(':')[0])).toEqual(Array(3).fill('rejected at prepare payment'));
    expect(trading.state.successors.get(gid)).toBeUndefined();
    trading.acknowledges('settlement', gid, 'aborted');
    expect(trading.acknowledges('metering', gid, 'aborted')).toEqual([]);
    expect(trading.state.transactions.get(gid)?.state).toBe('aborted');
  });

  it('asks the gate at the decision: one whose registration deadline has passed is refused by trading itself', () => {
    trading.market = Date.UTC(2026, 4, 1, 10);
    trading.votesYes('settlement', gid);
    trading.votesYes('metering', gid);
    expect(trades()).toEqual(Array(3).fill('rejected at confirm: registration deadline passed'));
  });

  it('asks again whoever is silent, and gives up after 20 s', () => {
    trading.votesYes('settlement', gid);
    expect(trading.waits(1_000, gid)).toEqual([`metering prepare ${gid}`]);
    expect(trading.waits(1_000, gid)).toEqual([]);
    for (const ms of [1_000, 4_000, 5_000, 5_000]) expect(trading.waits(ms, gid)).toEqual([`metering prepare ${gid}`]);
    expect(trading.waits(3_000, gid).slice(0, 2)).toEqual([`settlement abort ${gid}`, `metering abort ${gid}`]);
    expect(trades()).toEqual(Array(3).fill('rejected at prepare: no answer'));
  });

  it('asks once more before it gives up where trading itself was away: the votes may lie there', () => {
    trading.votesYes('settlement', gid);
    expect(trading.waits(30_000, gid)).toEqual([`metering prepare ${gid}`]);
    expect(trading.votesYes('metering', gid)).toEqual([`settlement commit ${gid}`, `metering commit ${gid}`]);
  });

  it('that somebody ended otherwise is mixed: its trades are stuck, and the accounts are frozen', () => {
    trading.votesYes('settlement', gid);
    trading.votesYes('metering', gid);
    expect(trading.acknowledges('settlement', gid, 'mixed')).toEqual([`settlement mixed ${gid}`]);
    expect(trades()).toEqual(['stuck', 'stuck', 'stuck']);
    expect(trading.acknowledges('metering', gid, 'committed')).toEqual([]);
    expect(trades()).toEqual(['stuck', 'stuck', 'stuck']);
    const steps = trading.state.sagas.get(tradeId(1))?.progress.steps;
    expect(steps).toMatchObject({ 'commit delivery': { do: { answer: 'accepted' } } });
  });

  it('that was aborted and ended otherwise lets go what was not refused, and touches no trade of it', () => {
    trading.votesYes('metering', gid);
    trading.refuses('settlement', gid, 2);
    const next = trading.state.successors.get(gid)?.gid ?? '';
    expect(trading.acknowledges('metering', gid, 'mixed')).toEqual([
      ...[`settlement mixed ${gid}`, `settlement prepare ${next}`, `metering prepare ${next}`],
    ]);
    expect(trades()).toEqual(['pending', 'rejected at prepare payment: no to 2', 'pending']);
  });

  it('answers whoever asks with what it told last', () => {
    const asked = { type: 'two-phase.asked.v1' } as const;
    expect(trading.hears('metering', gid, asked)).toEqual([`metering prepare ${gid}`]);
    trading.votesYes('settlement', gid);
    trading.votesYes('metering', gid);
    expect(trading.hears('metering', gid, asked)).toEqual([`metering commit ${gid}`]);
  });

  it('hears the same twice and changes nothing', () => {
    trading.votesYes('settlement', gid);
    const before = trading.state.transactions.get(gid);
    expect(trading.votesYes('settlement', gid)).toEqual([]);
    expect(trading.state.transactions.get(gid)).toBe(before);
  });
});

describe('a participant', () => {
  const said = { key: 'ours-none', gid: 'ours-none', participant: 'metering', legs: [tradeId(1)] };

  it.each([
    ['asks', { type: 'two-phase.asked.v1' }, ['metering unknown ours-none']],
    ['votes', { type: 'two-phase.vote.v1', vote: 'yes' }, ['metering unknown ours-none']],
    ['acknowledges', { type: 'two-phase.acknowledged.v1', as: 'committed' }, []],
  ] as const)('that %s of a gid that is not known is told so where it awaits an answer', (_, word, answer) => {
    expect(trading.says({ ...said, ...word })).toEqual({ answer: 'unknown', said: answer });
  });

  it('is told nothing of a gid that another system has made', () => {
    const others = { ...said, key: 'theirs-one', gid: 'theirs-one', type: 'two-phase.asked.v1' } as const;
    expect(trading.says(others)).toEqual({ answer: 'not ours', said: [] });
  });

  const votes = twoPhaseVotes(new Coordination({ chance: () => 0, newGid: () => '' }, new LatelyRefused()), () => true);
  const vote = { ...said, type: 'two-phase.vote.v1', vote: 'yes' };

  it('whose message is whole names all rows that it may change', () => {
    expect(votes.touches(vote as never)).toEqual({ 'global transaction': ['ours-none'], saga: [tradeId(1)] });
    expect(votes.kindOf?.(vote as never)).toBe('two-phase.vote.v1');
  });

  it.each<[string, unknown]>([
    ['is nothing', null],
    ['is of an unknown type', { ...vote, type: 'two-phase.vote.v2' }],
    ['has another key', { ...vote, key: 'ours-two' }],
    ['has no gid', { ...vote, key: '', gid: '' }],
    ['comes from nobody', { ...vote, participant: 'nobody' }],
    ['names no legs', { ...vote, legs: [] }],
    ['names legs that are no trades', { ...vote, legs: ['one'] }],
    ['votes otherwise', { ...vote, vote: 'perhaps' }],
    ['is busy without a reason', { ...vote, vote: 'busy', because: {} }],
    ['refuses nothing', { ...vote, vote: 'refused', refused: [] }],
    [
      'refuses what it does not name',
      { ...vote, vote: 'refused', refused: [{ id: tradeId(2), because: { reason: 'no' } }] },
    ],
    ['refuses without a reason', { ...vote, vote: 'refused', refused: [{ id: tradeId(1), because: {} }] }],
    ['refuses nothing readable', { ...vote, vote: 'refused', refused: [null] }],
    ['acknowledges otherwise', { ...said, type: 'two-phase.acknowledged.v1', as: 'done' }],
  ])('whose message %s is not read', (_, message) => {
    expect(() => votes.touches(message as never)).toThrow();
  });
});
