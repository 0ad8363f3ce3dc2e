import type { SampleTrade } from './sample-market.shape.js';

/** How the trades of a sample market are to be settled; `mixed`: every second one by two-phase commit. */
export const settlementPaths = ['saga', 'two-phase', 'mixed'] as const;
export type SettlementPath = (typeof settlementPaths)[number];

export type SettledTrade = SampleTrade & { readonly settlement?: 'two-phase' };

/**
 * The bodies to submit, in their order. A trade that goes by saga says nothing: that is the path of whoever names none,
 * and a body is compared with what was submitted under its key before.
 */
export const settledBy = (path: SettlementPath, trades: readonly SampleTrade[]): SettledTrade[] =>
  trades.map((trade, index) =>
    path === 'two-phase' || (path === 'mixed' && index % 2 === 1) ? { ...trade, settlement: 'two-phase' } : trade,
  );

/** What a person reads of it; nothing where every trade goes its usual path. */
export const saidPath: Readonly<Record<SettlementPath, string | undefined>> = {
  saga: undefined,
  'two-phase': 'two-phase commit',
  mixed: 'two-phase commit, every second trade; the others by saga',
};
