import type { Store } from '#libs/messaging';
import {
  BranchRecovery,
  branchConsumers,
  Branches,
  type LegRule,
  startUpFaults,
  type SteppingAside,
  WaitingCommands,
} from '#libs/two-phase-branch';
import { branchMeters } from './branch-meters.js';
import { nowStatement } from './market-clock.js';
import type { Assembly, Ground } from './run-service.js';
import type { ServiceConfig } from './service-config.js';

/** What is a participant's own. */
export interface ParticipantParts<Table extends string, State> {
  /** Its name to the coordinator, and of its consumer groups. */
  readonly participant: string;
  readonly topics: { readonly prepare: string; readonly decide: string; readonly votes: string };
  /** In lock order. */
  readonly tables: readonly Table[];
  /** Locks whatever stands in `branch`. */
  readonly branchStore: Store<Table, State>;
  readonly legs: LegRule<Table, State>;
  /** The service's commands in two; those that arrive are consumed by the service itself. */
  readonly commands: Pick<SteppingAside<Table, State>, 'resumed'> & { readonly mostWaitMs: number };
  readonly onMixed?: (gid: string, keys: readonly string[]) => Promise<void>;
}

/** What makes a service a participant of two-phase commit: its part of the assembly, to be joined with the rest. */
export function participant<Config extends Pick<ServiceConfig, 'DATABASE_POOL'>, Table extends string, State>(
  { config, pool, messaging, registry, onTrouble }: Ground<Config, Table, State>,
  { participant: name, topics, tables, branchStore, legs, commands, onMixed }: ParticipantParts<Table, State>,
): Required<Pick<Assembly, 'consumers' | 'background' | 'check'>> {
  const { resumed, mostWaitMs } = commands;
  const poolSize = config.DATABASE_POOL;
  const waiting = new WaitingCommands({ pool, groups: messaging.groups, resumed, mostWaitMs, onTrouble });
  const parts = {
    ...{
      participant: name,
      pool,
      poolSize,
      tables,
      store: branchStore,
      legs,
      outbox: messaging.outbox,
      clock: nowStatement,
    },
    votesTopic: topics.votes,
    committed: () => {
      messaging.kick();
      waiting.kick();
    },
    ...(onMixed && { onMixed }),
    ...{ metrics: branchMeters(registry), onTrouble },
  };
  const branches = new Branches(parts);
  return {
    check: () => startUpFaults(pool, name),
    consumers: branchConsumers(messaging, branches, {
      ...{ service: name, prepareTopic: topics.prepare, decideTopic: topics.decide, poolSize, onTrouble },
    }),
    background: [
      new BranchRecovery(parts),
      waiting,
      { name: 'the decisions', start: () => undefined, stop: async () => branches.stop() },
    ],
  };
}
