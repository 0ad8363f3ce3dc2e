import { type GlobalTransaction, isOpen, type ParticipantProgress } from '#libs/two-phase';
import type { SeenTransaction } from '../store/global-transaction.reader.js';
import { participants } from '../two-phase/legs-of-trades.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** A global transaction as operators see it: how far it is, whose it is, what it locks, who has said what. */
export function globalTransactionView({ transaction, next }: SeenTransaction, wall: number) {
  const { gid, chain, predecessor, state, legs, busyRounds, asks, ...times } = transaction;
  const { since, preparingSince, decidedAt, endedAt, dueAt } = times;
  const keys = [...new Set(legs.flatMap((leg) => leg.keys))];
  return {
    ...{ gid, state },
    ageMs: Math.max(0, Math.round((endedAt ?? wall) - since)),
    /** Since it may have been prepared somewhere, which is later than its beginning where it had to wait; then no more. */
    ...(preparingSince !== undefined &&
      inDoubt(transaction) && { inDoubtMs: Math.max(0, Math.round(wall - preparingSince)) }),
    owner: { system: gid.slice(0, gid.lastIndexOf('-')), coordinator: 'trading' },
    ...{ chain, predecessor, next, busyRounds },
    trades: legs.map(({ id }) => id),
    /** The rows that are locked at the participants while it is in doubt: accounts, meter points and portfolios. */
    keys,
    locks: keys.length,
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

/** A mixed one is in doubt as well, as long as somebody has not acknowledged how its branch ended. */
const inDoubt = ({ state, participants: said }: GlobalTransaction): boolean =>
  isOpen(state) || (state === 'mixed' && participants.some((name) => !said[name]?.acknowledged));

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
