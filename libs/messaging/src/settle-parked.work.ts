import { type Decision, accepted, already, refused } from '#libs/decision';
import type { AuditState } from './audit.js';
import type { ParkedRow, ParkedState } from './parked-message.js';
import type { Rows } from './rows.js';
import { type KnownTopic, type SendAgainRefusal, type SentAgain, sendAgain } from './send-again.js';
import type { Work } from './work.js';

/** What an operator decides on a parked message. */
export interface SettleParked {
  readonly id: string;
  readonly as: Exclude<ParkedState, 'parked'>;
  /** The version that the operator saw. */
  readonly version: number;
  /** The caller's id. */
  readonly who: string;
  readonly why: string;
  /** UUIDs, made by whoever asks: of the audit record, and of the parcel that a requeued message travels in. */
  readonly auditId: string;
  readonly parcelId: string;
}

export type SettleRefusal = 'unknown parked message' | 'settled already' | 'changed since' | SendAgainRefusal;

/** The rows of a batch of operators' decisions. */
export interface ParkedRows extends AuditState {
  readonly parked: Rows<ParkedRow>;
  /** What is appended to the outbox. */
  readonly again: Rows<SentAgain>;
}

const actions = { requeued: 'requeue', dropped: 'drop' } as const satisfies Record<SettleParked['as'], string>;

/**
 * Requeues or drops a parked message, once, and notes who did it and why.
 *
 * @param topicOf what the service does with a topic; undefined for one that it does not know
 * @param source the instance, named in the new parcel
 */
export function settleParkedWork(
  topicOf: (topic: string) => KnownTopic | undefined,
  source: string,
): Work<'parked', ParkedRows, SettleParked, Decision<ParkedRow, SettleRefusal>> {
  return {
    name: 'settle parked',
    touches: ({ id }) => ({ parked: [id] }),
    decide(state, ask, { wall }) {
      const answer = decideSettling(state, ask, wall, topicOf, source);
      return { answer, send: [] };
    },
  };
}

function decideSettling(
  state: ParkedRows,
  { id, as, version, who, why, auditId, parcelId }: SettleParked,
  wall: number,
  topicOf: (topic: string) => KnownTopic | undefined,
  source: string,
): Decision<ParkedRow, SettleRefusal> {
  const row = state.parked.get(id);
  if (!row) return refused('unknown parked message');
  // The same ask once more, whose first COMMIT was not answered.
  if (row.settledIn === auditId) return already();
  if (row.state !== 'parked')
    return refused('settled already', { state: row.state, by: row.settledBy ?? '', version: row.version });
  if (row.version !== version) return refused('changed since', { version: row.version, seen: version });
  if (as === 'requeued') {
    const again = sendAgain(row, topicOf(row.topic), { id: parcelId, source, wall });
    if (again.answer === 'refused') return again;
    if (again.answer === 'accepted' && again.what) state.again.put(again.what);
  }
  const settled: ParkedRow = {
    ...{ ...row, state: as, version: version + 1 },
    ...{ settledAt: new Date(wall), settledBy: who, settledWhy: why, settledIn: auditId },
  };
  state.parked.put(settled);
  state.audits.put({
    ...{ id: auditId, who, action: actions[as], of: `parked/${id}`, why, seen: version },
    details: {
      ...{ topic: row.topic, partition: row.partition, offset: row.offset, kind: row.kind },
      ...(row.index !== null && { index: row.index }),
      ...(row.commandId !== null && { commandId: row.commandId }),
      ...(as === 'requeued' && (row.kind === 'message' || row.kind === 'record') && { parcel: parcelId }),
    },
  });
  return accepted(settled);
}
