import { isUuid } from '#libs/messaging';
import type { DecisionMessage, PrepareMessage } from '#libs/two-phase';
import { isGid } from './prepared-transaction.js';

const mostLegs = 10_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A prepare; undefined where what it asks for cannot even be refused, because no gid or no leg can be named. */
export function readPrepare(message: unknown): PrepareMessage | undefined {
  if (!isObject(message) || message['type'] !== 'two-phase.prepare.v1' || !isGid(message['gid'])) return undefined;
  const { gid, legs } = message;
  if (!Array.isArray(legs) || legs.length === 0 || legs.length > mostLegs) return undefined;
  const read = legs.flatMap((leg: unknown) =>
    isObject(leg) && typeof leg['id'] === 'string' && isUuid(leg['id']) ? [{ id: leg['id'], body: leg['body'] }] : [],
  );
  if (read.length < legs.length || new Set(read.map(({ id }) => id)).size < read.length) return undefined;
  return { type: 'two-phase.prepare.v1', key: gid, gid, legs: read };
}

const decisions: ReadonlySet<unknown> = new Set<DecisionMessage['type']>([
  'two-phase.commit.v1',
  'two-phase.abort.v1',
  'two-phase.unknown.v1',
  'two-phase.mixed.v1',
]);

/** A decision; undefined where it does not say what was decided of which gid. */
export function readDecision(message: unknown): DecisionMessage | undefined {
  if (!isObject(message) || !decisions.has(message['type']) || !isGid(message['gid'])) return undefined;
  const { gid, keys, legs } = message;
  const type = message['type'] as DecisionMessage['type'];
  if (type === 'two-phase.mixed.v1') return { type, key: gid, gid, keys: textsIn(keys) };
  return { type, key: gid, gid, legs: textsIn(legs).filter(isUuid) };
}

const textsIn = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
