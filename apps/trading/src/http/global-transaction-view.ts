import type { ParticipantProgress } from '#libs/two-phase';
import type { SeenTransaction } from '../store/global-transaction.reader.js';
import { participants } from '../two-phase/legs-of-trades.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A global transaction as operators see it: how far it is, whose it is, what it locks, who has said what. */
export function globalTransactionView({ transaction, next }: SeenTransaction, wall: number) {
  const { gid, chain, predecessor, state, legs, busyRounds, asks, ...times } = transaction;
  const { since, preparingSince, decidedAt, endedAt, dueAt } = times;
  return {
    ...{ gid, state },
    ageMs: Math.max(0, Math.round((endedAt ?? wall) - since)),
    owner: { system: gid.slice(0, gid.lastIndexOf('-')), coordinator: 'trading' },
    ...{ chain, predecessor, next, busyRounds },
    trades: legs.map(({ id }) => id),
    /** The rows that are locked at the participants while it is in doubt: accounts, meter points and portfolios. */
    keys: [...new Set(legs.flatMap(({ keys }) => keys))],
    participants: participants.map((name) => ({
      participant: name,
      ...saidBy(transaction.participants[name] ?? {}),
    })),
    asks,
    since: iso(since),
    ...(preparingSince !== undefined && { preparingSince: iso(preparingSince) }),
    ...(decidedAt !== undefined && { decidedAt: iso(decidedAt) }),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
  };
}

function saidBy({ vote, acknowledged }: ParticipantProgress) {
  return {
    vote: vote?.vote ?? null,
    ...(vote && { votedAt: iso(vote.at) }),
    ...(vote?.vote === 'refused' && {
      refused: vote.legs.map(({ id: tradeId, because }) => ({ tradeId, because })),
    }),
    ...(vote?.vote === 'busy' && vote.because && { because: vote.because }),
    acknowledged: acknowledged?.as ?? null,
    ...(acknowledged && { acknowledgedAt: iso(acknowledged.at) }),
  };
}
