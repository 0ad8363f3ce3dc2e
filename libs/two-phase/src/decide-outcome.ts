import type { Because } from '#libs/decision';
import { mostBusyRounds, prepareWithinMs } from './ask-schedule.js';
import { nothingSaid } from './begin-transaction.js';
import { certainRefusals, type RefusalsOf } from './certain-refusals.js';
import type { Coordinated, CoordinatorSetting } from './coordinated.js';
import type { GlobalTransaction, Leg } from './global-transaction.js';
import { tellAll } from './tell-all.js';
import { goneTo } from './transaction-state.js';
import type { RefusedLeg, Vote } from './vote.js';

/** What the votes come to, or nothing while one is missing that could still change it. */
export function decideOutcome(transaction: GlobalTransaction, setting: CoordinatorSetting): Coordinated | undefined {
  const participants = Object.entries(transaction.participants);
  const busy = participants.find(([, { vote }]) => vote && isBusy(transaction, vote));
  if (busy) return afterBusy(transaction, busy[0], busy[1].vote, setting);
  if (participants.some(([, { vote }]) => !vote)) return undefined;
  const refusals = new Map(participants.map(([name, { vote }]) => [name, refusalsIn(transaction, vote)]));
  const rejected = certainRefusals(transaction.legs, refusals, setting.refusalOf);
  if (rejected.length > 0) return abort(transaction, rejected, transaction.busyRounds, setting);
  return { ...decided(transaction, 'commit', setting.now), outcome: { outcome: 'decided to commit' } };
}

/** Whoever has not voted for too long ends it for all. Nothing is known of the legs, so none is tried again. */
export function giveUpPreparing(transaction: GlobalTransaction, setting: CoordinatorSetting): Coordinated {
  const silent = Object.entries(transaction.participants).filter(([, { vote }]) => !vote);
  const from = silent.map(([participant]) => participant).join(', ');
  return abort(
    transaction,
    rejectAll(transaction.legs, { reason: 'no answer', from, withinMs: prepareWithinMs }),
    transaction.busyRounds,
    setting,
  );
}

/** Locked rows say nothing of any leg: all are tried again, up to a number of rounds. */
function afterBusy(
  transaction: GlobalTransaction,
  from: string,
  vote: Vote | undefined,
  setting: CoordinatorSetting,
): Coordinated {
  const rounds = transaction.busyRounds + 1;
  if (rounds < mostBusyRounds) return abort(transaction, [], rounds, setting);
  const details = vote?.vote === 'busy' ? vote.because : undefined;
  const because = { ...details, ...(details && { busyWith: details.reason }), reason: 'busy', from, rounds };
  return abort(transaction, rejectAll(transaction.legs, because), rounds, setting);
}

function abort(
  transaction: GlobalTransaction,
  rejected: readonly RefusedLeg[],
  busyRounds: number,
  setting: CoordinatorSetting,
): Coordinated {
  const over = new Set(rejected.map(({ id }) => id));
  const rest = transaction.legs.filter(({ id }) => !over.has(id));
  return {
    ...decided(transaction, 'abort', setting.now),
    ...(rest.length > 0 && { next: follower(transaction, rest, busyRounds, setting.nextGid) }),
    outcome: { outcome: 'decided to abort', rejected },
  };
}

const decided = (transaction: GlobalTransaction, tell: 'commit' | 'abort', now: number) =>
  tellAll(
    {
      ...transaction,
      state: goneTo(transaction.state, tell === 'commit' ? 'committing' : 'aborting'),
      decidedAt: now,
      asks: 0,
    },
    tell,
    now,
  );

const follower = (
  { gid, chain, participants, since }: GlobalTransaction,
  legs: readonly Leg[],
  busyRounds: number,
  nextGid: string,
): GlobalTransaction => ({
  gid: nextGid,
  chain,
  predecessor: gid,
  state: 'gathering',
  legs,
  busyRounds,
  participants: nothingSaid(Object.keys(participants)),
  since,
  asks: 0,
});

const rejectAll = (legs: readonly Leg[], because: Because): readonly RefusedLeg[] =>
  legs.map(({ id }) => ({ id, because }));

/** A refusal that names none of the legs says as little of them as `busy`, and rounds would not end if it were less. */
const isBusy = (transaction: GlobalTransaction, vote: Vote): boolean =>
  vote.vote === 'busy' || (vote.vote === 'refused' && refusalsIn(transaction, vote).size === 0);

function refusalsIn({ legs }: GlobalTransaction, vote: Vote | undefined): RefusalsOf {
  if (vote?.vote !== 'refused') return new Map();
  const known = new Set(legs.map(({ id }) => id));
  return new Map(vote.legs.filter(({ id }) => known.has(id)).map(({ id, because }) => [id, because]));
}
