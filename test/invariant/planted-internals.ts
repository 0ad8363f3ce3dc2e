import { topics } from '#libs/contracts';
import type { Log } from './log.js';
import type { Plant } from './plant.js';
import { aParcelOf } from './tiny-log.js';
import { abortedGid, clearedTrade, committedGid, rejectedTrade } from './tiny-world.js';

const unheardOf = '0198c0de-0000-7000-8000-0000000000ff';

/** One more parcel, which its inbox need not know: what it says is what is looked at. */
const saying =
  (topic: string, source: string, message: object) =>
  (log: Log): Log => ({
    ...log,
    parcels: [...log.parcels, { ...aParcelOf(topic, unheardOf, source, [message]), passed: false }],
  });

const command = (id: string) => saying(topics.settlementCommands.name, 'trading-1', { id });
const accepted = (re: string) =>
  saying(topics.tradingReplies.name, 'settlement-1', { id: `${re}/reply`, re, answer: 'accepted' });

const asked = 'every command was asked by its saga';
const held = 'whatever settlement has accepted of a saga stands in its hold';
const booked = 'whatever metering has accepted of a saga stands in its booking';

/** A gid of this moment, which the coordinator cannot have forgotten. */
const aYoungGid = `a1b2c3d4-${Date.now().toString(16).padStart(12, '0')}${'0'.repeat(20)}`;

const plantedAt = (participant: 'metering' | 'settlement'): readonly Plant[] => {
  const [prepare, decide] =
    participant === 'metering'
      ? [topics.meteringPrepare.name, topics.meteringDecide.name]
      : [topics.settlementPrepare.name, topics.settlementDecide.name];
  const decided = `whatever ${participant} is told of a global transaction was decided before`;
  const isSo = `whatever ${participant} says of its branches is so`;
  const votes = (message: object) => saying(topics.tradingVotes.name, `${participant}-1`, { participant, ...message });
  return [
    {
      breaks: decided,
      how: 'a prepare that was sent before its gid was durable',
      log: saying(prepare, 'trading-1', { type: 'two-phase.prepare.v1', gid: aYoungGid }),
    },
    {
      breaks: decided,
      how: 'a commit of what was aborted',
      log: saying(decide, 'trading-1', { type: 'two-phase.commit.v1', gid: abortedGid }),
    },
    {
      breaks: decided,
      how: 'an abort of what was committed',
      log: saying(decide, 'trading-1', { type: 'two-phase.abort.v1', gid: committedGid }),
    },
    {
      breaks: isSo,
      how: 'a commit that was acknowledged and did not happen',
      log: votes({ type: 'two-phase.acknowledged.v1', gid: abortedGid, as: 'committed' }),
    },
    {
      breaks: isSo,
      how: 'a yes with nothing behind it',
      log: votes({ type: 'two-phase.vote.v1', gid: aYoungGid, vote: 'yes' }),
    },
  ];
};

export const plantedInternals: readonly Plant[] = [
  { breaks: asked, how: 'a step that its saga never asked for', log: command(`${clearedTrade}/hold funds/undo`) },
  { breaks: asked, how: 'a command of a saga that is not there', log: command(`${unheardOf}/hold funds/do`) },
  { breaks: held, how: 'a hold that was refused', log: accepted(`${rejectedTrade}/hold funds/do`) },
  { breaks: held, how: 'money said to be given back that is posted', log: accepted(`${clearedTrade}/hold funds/undo`) },
  { breaks: held, how: 'a posting that did not happen', log: accepted(`${rejectedTrade}/post funds/do`) },
  { breaks: booked, how: 'a booking of nothing', log: accepted(`${unheardOf}/book delivery/do`) },
  {
    breaks: booked,
    how: 'energy said to be firm that is given back',
    log: accepted(`${rejectedTrade}/firm delivery/do`),
  },
  {
    breaks: 'settlement gives back only what it was asked to give back',
    how: 'a hold that was voided by itself',
    sql: [['settlement', `UPDATE hold SET state = 'voided' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'metering gives back only what it was asked to give back',
    how: 'a booking that was cancelled by itself',
    sql: [['metering', `UPDATE booking SET state = 'cancelled' WHERE id = '${clearedTrade}'`]],
  },
  ...plantedAt('metering'),
  ...plantedAt('settlement'),
];
