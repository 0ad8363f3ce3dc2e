import { describe, expect, it } from '@jest/globals';
import { aCode } from '../../../../test/support/a-trade.js';
import { tradeId, TwoPhaseConversation } from '../../../../test/support/two-phase-conversation.js';

const gids = ['ours-first', 'ours-second'];
const asked = ['settlement prepare ours-first', 'metering prepare ours-first'];
const rejected = 'gridsaga.trade.rejected.v1';

describe('a gathering', () => {
  it('begins a global transaction of the pending trades and asks both participants to prepare', () => {
    const trading = new TwoPhaseConversation().starts(1, 2);
    expect(trading.gathers(gids, 1, 2)).toEqual({ done: { begun: [2], left: 0 }, said: asked });
    expect(trading.state.transactions.get('ours-first')).toMatchObject({ state: 'preparing', chain: 'ours-first' });
    expect(trading.state.pending.get(tradeId(1))).toMatchObject({ over: true });
    expect(trading.trade(1)).toBe('pending');
  });

  it('takes the oldest first, whatever the order in which they were found', () => {
    const trading = new TwoPhaseConversation().starts(2);
    trading.wall += 5;
    trading.starts(1).gathers(gids, 1, 2);
    const { legs = [] } = trading.state.transactions.get('ours-first') ?? {};
    expect(legs.map(({ id }) => id)).toEqual([tradeId(2), tradeId(1)]);
  });

  it('takes a trade once', () => {
    const trading = new TwoPhaseConversation().starts(1);
    trading.gathers(gids, 1);
    expect(trading.gathers(['ours-third'], 1)).toEqual({ done: { begun: [], left: 0 }, said: [] });
  });

  it('lets a trade wait whose account stands in a chain that is open', () => {
    const taken = { openChains: 1, keys: [{ chain: 'ours-open', keys: [aCode('X', 'SELLER')] }] };
    const trading = new TwoPhaseConversation(taken).starts(1);
    expect(trading.gathers(gids, 1)).toEqual({ done: { begun: [], left: 0 }, said: [] });
    expect(trading.state.pending.get(tradeId(1))).toMatchObject({ waitsFor: 'ours-open' });
  });

  it('begins no more than may be open', () => {
    const trading = new TwoPhaseConversation({ openChains: 3, keys: [] }).starts(1);
    expect(trading.gathers(gids, 1)).toEqual({ done: { begun: [], left: 1 }, said: [] });
    expect(trading.state.pending.get(tradeId(1))).toMatchObject({ waitsFor: null });
  });

  it('rejects what has waited for 20 s, and says for what', () => {
    const taken = { openChains: 1, keys: [{ chain: 'ours-open', keys: [aCode('X', 'SELLER')] }] };
    const trading = new TwoPhaseConversation(taken).starts(1);
    trading.gathers(gids, 1);
    trading.wall += 20_000;
    expect(trading.gathers(gids, 1)).toEqual({ done: { begun: [], left: 0 }, said: [rejected] });
    expect(trading.trade(1)).toBe('rejected at prepare: busy');
    const { rejected: why } = trading.state.sagas.get(tradeId(1))?.progress ?? {};
    expect(why?.because).toEqual({ reason: 'busy', waitedMs: 20_000, waitsFor: 'ours-open' });
  });

  it('says of one that found no room how many were open, and how many may be', () => {
    const trading = new TwoPhaseConversation({ openChains: 3, keys: [] }).starts(1);
    trading.wall += 20_000;
    trading.gathers(gids, 1);
    const { rejected: why } = trading.state.sagas.get(tradeId(1))?.progress ?? {};
    expect(why?.because).toEqual({ reason: 'busy', waitedMs: 20_000, openChains: 3, mostOpen: 3 });
  });

  it('gathers what has waited for too long while nobody looked, where nothing is in its way', () => {
    const trading = new TwoPhaseConversation().starts(1);
    trading.wall += 60_000;
    expect(trading.gathers(gids, 1)).toEqual({ done: { begun: [1], left: 0 }, said: asked });
  });

  it('rejects a trade whose gate is closed without asking anybody', () => {
    const trading = new TwoPhaseConversation().starts(1);
    trading.market = Date.UTC(2026, 4, 1, 10);
    expect(trading.gathers(gids, 1)).toEqual({ done: { begun: [], left: 0 }, said: [rejected] });
    expect(trading.trade(1)).toBe('rejected at confirm: registration deadline passed');
    expect(trading.state.pending.get(tradeId(1))).toMatchObject({ over: true });
  });
});
