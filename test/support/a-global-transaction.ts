import {
  beginTransaction,
  type CoordinatorSetting,
  type CoordinatorSignal,
  type Leg,
  type Vote,
} from '#libs/two-phase';

export const legs: readonly Leg[] = [
  { id: 'one', keys: ['a', 'b'] },
  { id: 'two', keys: ['c', 'd'] },
];

export const setting = (more: Partial<CoordinatorSetting> = {}): CoordinatorSetting => ({
  participants: ['S', 'M'],
  now: 2_000,
  chance: 0,
  nextGid: 'next',
  refusalOf: () => undefined,
  ...more,
});

export const begun = beginTransaction('gid', legs, { participants: ['S', 'M'], now: 1_000 }).transaction;

export const vote = (participant: string, said: Vote): CoordinatorSignal => ({
  signal: 'vote',
  participant,
  vote: said,
});
export const yes = (participant: string) => vote(participant, { vote: 'yes' });
export const busy = (participant: string) => vote(participant, { vote: 'busy' });
export const refuse = (participant: string, ...ids: readonly string[]) =>
  vote(participant, { vote: 'refused', legs: ids.map((id) => ({ id, because: { reason: 'poor', at: participant } })) });
export const acknowledge = (participant: string, as: 'committed' | 'aborted' | 'mixed'): CoordinatorSignal => ({
  signal: 'acknowledged',
  participant,
  as,
});
export const asked: CoordinatorSignal = { signal: 'asked', participant: 'S' };
export const silence: CoordinatorSignal = { signal: 'silence' };
export const released: CoordinatorSignal = { signal: 'predecessor ended' };
