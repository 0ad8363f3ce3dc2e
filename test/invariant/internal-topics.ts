import { topics } from '#libs/contracts';
import type { Service } from './snapshot.js';

/** Who sends what stands on an internal topic, who handles it, and as which group. */
export interface InternalTopic {
  readonly from: readonly Service[];
  readonly to: Service;
  readonly group: string;
  /** Whether an inbox remembers its parcels; of branches it is their outcome that remembers. */
  readonly inbox: boolean;
}

const commands = (to: Service): InternalTopic => ({ from: ['trading'], to, group: to, inbox: true });
const ofBranches = (to: Service, what: 'prepare' | 'decide'): InternalTopic => ({
  ...{ from: ['trading'], to, group: `${to}.two-phase-${what}`, inbox: false },
});
const participants = ['metering', 'settlement'] as const;

export const internalTopics: ReadonlyMap<string, InternalTopic> = new Map([
  [topics.settlementCommands.name, commands('settlement')],
  [topics.meteringCommands.name, commands('metering')],
  [topics.tradingReplies.name, { from: participants, to: 'trading', group: 'trading', inbox: true }],
  [topics.tradingVotes.name, { from: participants, to: 'trading', group: 'trading.two-phase', inbox: true }],
  [topics.settlementPrepare.name, ofBranches('settlement', 'prepare')],
  [topics.settlementDecide.name, ofBranches('settlement', 'decide')],
  [topics.meteringPrepare.name, ofBranches('metering', 'prepare')],
  [topics.meteringDecide.name, ofBranches('metering', 'decide')],
]);

/** Where each service tells what it has parked. */
export const parkedTopics: ReadonlyMap<string, Service> = new Map([
  [topics.tradingParked.name, 'trading'],
  [topics.meteringParked.name, 'metering'],
  [topics.settlementParked.name, 'settlement'],
]);
