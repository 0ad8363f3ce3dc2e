import { askAgainAfterMs, busyWaitMs, longestUnwatchedMs, prepareWithinMs } from './ask-schedule.js';
import { prepareAll } from './begin-transaction.js';
import type { Coordinated, CoordinatorSetting, CoordinatorSignal } from './coordinated.js';
import { decideOutcome, giveUpPreparing } from './decide-outcome.js';
import type { GlobalTransaction, ParticipantProgress } from './global-transaction.js';
import { tellAll, withoutDeadline } from './tell-all.js';
import { goneTo } from './transaction-state.js';
import type { Vote } from './vote.js';

type Acknowledgement = Extract<CoordinatorSignal, { signal: 'acknowledged' }>['as'];

/** Feeds a signal to a global transaction. What is not awaited changes nothing: the transaction comes back as it was. */
export function coordinate(
  transaction: GlobalTransaction,
  signal: CoordinatorSignal,
  setting: CoordinatorSetting,
): Coordinated {
  switch (signal.signal) {
    case 'vote':
      return voted(transaction, signal.participant, signal.vote, setting);
    case 'acknowledged':
      return acknowledged(transaction, signal.participant, signal.as, setting.now);
    case 'asked':
      return answered(transaction, signal.participant);
    case 'silence':
      return due(transaction, setting.now) ? atSilence(transaction, setting) : unchanged(transaction);
    case 'predecessor ended':
      return released(transaction, setting);
    default:
      return signal satisfies never;
  }
}

const unchanged = (transaction: GlobalTransaction): Coordinated => ({ transaction, tell: [] });

const due = ({ dueAt }: GlobalTransaction, now: number): boolean => dueAt !== undefined && now >= dueAt;

const progressOf = ({ participants }: GlobalTransaction, participant: string): ParticipantProgress | undefined =>
  Object.hasOwn(participants, participant) ? participants[participant] : undefined;

const withProgress = (
  transaction: GlobalTransaction,
  participant: string,
  progress: ParticipantProgress,
): GlobalTransaction => ({
  ...transaction,
  participants: { ...transaction.participants, [participant]: progress },
});

/** The first vote counts. A later one is of a prepare that came again, and the decision reaches that branch as well. */
function voted(
  transaction: GlobalTransaction,
  participant: string,
  vote: Vote,
  setting: CoordinatorSetting,
): Coordinated {
  const progress = progressOf(transaction, participant);
  if (transaction.state !== 'preparing' || !progress || progress.vote) return unchanged(transaction);
  const heard = withProgress(transaction, participant, { ...progress, vote: { ...vote, at: setting.now } });
  return decideOutcome(heard, setting) ?? unchanged(heard);
}

const deciding = { committing: 'committed', aborting: 'aborted' } as const;

/**
 * A branch that ended otherwise than was decided makes the whole mixed, at once and for ever; the others are still told
 * what was decided until they have acknowledged it.
 */
function acknowledged(
  transaction: GlobalTransaction,
  participant: string,
  as: Acknowledgement,
  now: number,
): Coordinated {
  const progress = progressOf(transaction, participant);
  if (!progress || progress.acknowledged) return unchanged(transaction);
  const { state } = transaction;
  if (state !== 'committing' && state !== 'aborting' && state !== 'mixed') return unchanged(transaction);
  const heard = withProgress(transaction, participant, { ...progress, acknowledged: { as, at: now } });
  const silent = Object.values(heard.participants).some((each) => !each.acknowledged);
  const awaiting = silent ? heard : withoutDeadline(heard);
  if (state === 'mixed') return unchanged(awaiting);
  if (as !== deciding[state])
    return {
      transaction: { ...awaiting, state: goneTo(state, 'mixed'), endedAt: now },
      tell: [],
      outcome: { outcome: 'mixed', participant },
    };
  if (silent) return unchanged(awaiting);
  const end = deciding[state];
  return { transaction: { ...awaiting, state: goneTo(state, end), endedAt: now }, tell: [], outcome: { outcome: end } };
}

/** Says again what was last told: while nothing is decided that is the prepare, and never an abort that may not come. */
function answered(transaction: GlobalTransaction, participant: string): Coordinated {
  const told = progressOf(transaction, participant)?.told;
  return { transaction, tell: told ? [{ participant, tell: told }] : [] };
}

/** Asks again whoever has not answered in the present state. */
function atSilence(transaction: GlobalTransaction, setting: CoordinatorSetting): Coordinated {
  const { now } = setting;
  switch (transaction.state) {
    case 'gathering':
      return prepareAll(transaction, now);
    case 'preparing': {
      const givenUpAt = (transaction.preparingSince ?? transaction.since) + prepareWithinMs;
      // Where nobody looked for so long, the coordinator itself was away, and votes may lie there unheard.
      const wasAway = now - (transaction.dueAt ?? now) > longestUnwatchedMs;
      if (now >= givenUpAt && !wasAway) return giveUpPreparing(transaction, setting);
      const asked = tellAll(transaction, 'prepare', now, ({ vote }) => !vote);
      const again = now + askAgainAfterMs(asked.transaction.asks);
      const dueAt = now < givenUpAt ? Math.min(again, givenUpAt) : again;
      return { ...asked, transaction: { ...asked.transaction, dueAt } };
    }
    case 'committing':
      return tellAll(transaction, 'commit', now, ({ acknowledged }) => !acknowledged);
    case 'aborting':
      return tellAll(transaction, 'abort', now, ({ acknowledged }) => !acknowledged);
    case 'mixed':
      return remindOfMixed(transaction, now);
    case 'committed':
    case 'aborted':
      return unchanged(transaction);
    default:
      return transaction.state satisfies never;
  }
}

/** What had been decided is what everybody was last told. */
function remindOfMixed(transaction: GlobalTransaction, now: number): Coordinated {
  const told = Object.values(transaction.participants).find(({ acknowledged }) => !acknowledged)?.told;
  return told ? tellAll(transaction, told, now, ({ acknowledged }) => !acknowledged) : unchanged(transaction);
}

/** Those that follow a busy round wait a little longer, each for a time of its own. */
function released(transaction: GlobalTransaction, { now, chance }: CoordinatorSetting): Coordinated {
  if (transaction.state !== 'gathering' || transaction.dueAt !== undefined) return unchanged(transaction);
  if (transaction.busyRounds === 0) return prepareAll(transaction, now);
  return unchanged({ ...transaction, dueAt: now + busyWaitMs(transaction.busyRounds, chance) });
}
