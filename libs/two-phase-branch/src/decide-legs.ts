import type { Instants, Outgoing } from '#libs/messaging';
import type { PrepareMessage, RefusedLeg } from '#libs/two-phase';
import type { LegRule, ReadLeg } from './leg-rule.js';

/** Where it is said what made a leg fail: a refusal is read by others, and names the reason alone. */
export type LegTrouble = (error: unknown, what: string, leg: string) => void;

/** The legs of a prepare as far as they could be read, in their order, and those that could not. */
export interface ReadLegs<Table extends string, State> {
  readonly legs: readonly { readonly id: string; readonly leg: ReadLeg<Table, State> }[];
  readonly unreadable: readonly RefusedLeg[];
  /** What others step aside for, once each. */
  readonly keys: readonly string[];
}

export function readLegs<Table extends string, State>(
  rule: LegRule<Table, State>,
  legs: PrepareMessage['legs'],
  onLeg: LegTrouble,
): ReadLegs<Table, State> {
  const read: { id: string; leg: ReadLeg<Table, State> }[] = [];
  const unreadable: RefusedLeg[] = [];
  for (const { id, body } of legs)
    try {
      read.push({ id, leg: rule.read(id, body) });
    } catch (error) {
      onLeg(error, 'a leg could not be read', id);
      unreadable.push({ id, because: { reason: 'could not be read' } });
    }
  return { legs: read, unreadable, keys: [...new Set(read.flatMap(({ leg }) => leg.keys))].sort() };
}

/** Every row that the legs touch, per table, once each and sorted: rows are locked in this order. */
export function touchedBy<Table extends string, State>(
  tables: readonly Table[],
  { legs }: ReadLegs<Table, State>,
): Record<Table, readonly string[]> {
  const wanted = new Map<string, Set<string>>(tables.map((table) => [table, new Set()]));
  for (const { leg } of legs)
    for (const [table, keys] of Object.entries(leg.touches) as [Table, readonly string[]][]) {
      const known = wanted.get(table);
      if (!known) throw new Error(`no table '${table}' in the lock order`);
      for (const key of keys) known.add(key);
    }
  return Object.fromEntries([...wanted].map(([table, keys]) => [table, [...keys].sort()])) as unknown as Record<
    Table,
    readonly string[]
  >;
}

/** Decides every leg in order, on the same rows: all refused ones are found, each as if those before had not been. */
export function decideLegs<Table extends string, State>(
  { legs, unreadable }: ReadLegs<Table, State>,
  state: State,
  now: Instants,
  onLeg: LegTrouble,
): { readonly refused: readonly RefusedLeg[]; readonly send: readonly Outgoing[] } {
  const refused = [...unreadable];
  const send: Outgoing[] = [];
  for (const { id, leg } of legs)
    try {
      const decided = leg.decide(state, now);
      if (decided.answer === 'refused') refused.push({ id, because: decided.because });
      else send.push(...decided.send);
    } catch (error) {
      onLeg(error, 'a leg could not be decided', id);
      refused.push({ id, because: { reason: 'could not be decided' } });
    }
  return { refused, send };
}
