import { topics } from '#libs/contracts';
import type { crashPoints } from '#libs/messaging';
import { tradeSaga } from '../../../apps/trading/src/trade/trade-saga.js';
import type { ServiceName } from '../../../local/services.js';

type CrashPoint = (typeof crashPoints)[number];
/** Points that a service passes with each of the kinds. */
type Passed = readonly (readonly [points: readonly CrashPoint[], kinds: readonly string[]])[];

const asks = [
  ...tradeSaga.undoable.flat().flatMap(({ at, step, do: ask, undo }) => [
    { at, reply: `reply:${step}/do`, type: ask.type },
    { at, reply: `reply:${step}/undo`, type: undo.type },
  ]),
  ...tradeSaga.mustFinish.flat().map(({ at, step, do: ask }) => ({ at, reply: `reply:${step}/do`, type: ask.type })),
];

const participant = (
  name: 'settlement' | 'metering',
  of: { readonly consumes: readonly string[]; readonly sends: readonly string[] },
): Passed => [
  [['before-commit', 'after-commit'], asks.filter(({ at }) => at === name).map(({ type }) => type)],
  [['before-send', 'after-send'], of.sends],
  [['before-offset'], of.consumes],
  [['before-prepare', 'after-prepare', 'after-vote', 'before-commit-prepared', 'after-commit-prepared'], [name]],
  [['after-acknowledge', 'after-rollback-prepared'], [name]],
];

const passed: Readonly<Record<ServiceName, Passed>> = {
  trading: [
    [
      ['before-commit', 'after-commit'],
      ['POST /v1/trades', 'gathering', 'two-phase.vote.v1', ...asks.map(({ reply }) => reply)],
    ],
    [
      ['before-send', 'after-send'],
      [
        ...[topics.settlementCommands, topics.meteringCommands, topics.settlementPrepare, topics.settlementDecide],
        ...[topics.meteringPrepare, topics.meteringDecide, topics.trades],
      ].map(({ name }) => name),
    ],
    [['before-offset'], [topics.tradingReplies.name, topics.tradingVotes.name]],
    [
      ['before-decision', 'after-decision', 'before-forgetting'],
      ['commit', 'abort'],
    ],
  ],
  metering: participant('metering', {
    consumes: [topics.meteringCommands, topics.meteringPrepare, topics.meteringDecide].map(({ name }) => name),
    sends: [topics.tradingReplies, topics.tradingVotes, topics.bookings].map(({ name }) => name),
  }),
  settlement: participant('settlement', {
    consumes: [topics.settlementCommands, topics.settlementPrepare, topics.settlementDecide].map(({ name }) => name),
    sends: [topics.tradingReplies, topics.tradingVotes, topics.transfers].map(({ name }) => name),
  }),
};

/** The places that a service passes while trades of both paths clear and are refused, in the form of CRASH_AT. */
export const passedBy = (service: ServiceName): readonly string[] =>
  passed[service].flatMap(([points, kinds]) => points.flatMap((point) => kinds.map((kind) => `${point}@${kind}`)));
