import type { Coordinated, CoordinatorSetting } from './coordinated.js';
import type { GlobalTransaction, Leg, ParticipantProgress } from './global-transaction.js';
import { tellAll } from './tell-all.js';
import { goneTo } from './transaction-state.js';

/** Begins a global transaction and asks everybody to prepare. */
export function beginTransaction(
  gid: string,
  legs: readonly Leg[],
  { participants, now }: Pick<CoordinatorSetting, 'participants' | 'now'>,
): Coordinated {
  return prepareAll(
    {
      gid,
      chain: gid,
      predecessor: null,
      state: 'gathering',
      legs,
      busyRounds: 0,
      participants: nothingSaid(participants),
      since: now,
      asks: 0,
    },
    now,
  );
}

/** Asks everybody to prepare what was gathered. */
export const prepareAll = (transaction: GlobalTransaction, now: number): Coordinated =>
  tellAll({ ...transaction, state: goneTo(transaction.state, 'preparing'), preparingSince: now }, 'prepare', now);

export const nothingSaid = (participants: readonly string[]): { [participant: string]: ParticipantProgress } =>
  Object.fromEntries(participants.map((participant) => [participant, {}]));
