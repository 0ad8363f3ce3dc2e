import { stuckCondition } from '#libs/saga-runner';
import type { Instant } from '#libs/market';
import type { TradeState } from '../trade/trade-state.js';
import type { SettlementPath } from '../trade/trade.js';

/** How far a trade is, for whoever reads it: a proposal has no saga yet. */
export type ShownState = 'proposed' | TradeState;

/** Whose trades a caller may see: those of a party, or those that the caller has submitted; all where neither is said. */
export interface Sight {
  readonly ofParty?: string | undefined;
  readonly submittedBy?: string | undefined;
}

/** What a list is limited to, its fields named like the trade's; what is left out may be anything. */
export interface TradeFilter {
  readonly externalId?: string | undefined;
  readonly state?: ShownState | undefined;
  /** Seller or buyer. */
  readonly party?: string | undefined;
  readonly seller?: string | undefined;
  readonly buyer?: string | undefined;
  /** A meter point, or a portfolio as `party/area`, on either side. */
  readonly side?: string | undefined;
  readonly area?: string | undefined;
  readonly settlement?: SettlementPath | undefined;
  /** When delivery begins. */
  readonly startsFrom?: Instant | undefined;
  readonly startsBefore?: Instant | undefined;
  readonly agreedFrom?: Instant | undefined;
  readonly agreedBefore?: Instant | undefined;
  readonly counterOf?: string | undefined;
  /** Why it is rejected. */
  readonly reason?: string | undefined;
}

/** Where trades are read from: a table, and what it calls the things in which the two tables differ. */
interface Source {
  readonly table: string;
  readonly caller: string;
  readonly agreedAt: string;
  readonly counterOf: string;
  readonly reason: string;
  readonly states: Readonly<Record<ShownState, string>>;
}

const stuck = `saga.open AND ${stuckCondition}`;

/** Trades with their sagas. */
export const trades: Source = {
  table: 'trade',
  caller: 'trade.caller',
  agreedAt: 'trade.agreed_at',
  counterOf: 'trade.counter_of',
  reason: `saga.progress->'rejected'->'because'->>'reason'`,
  states: {
    proposed: 'false',
    pending: `saga.open AND saga.phase IN ('doing', 'undoing') AND NOT (${stuck})`,
    confirmed: `saga.open AND saga.phase = 'finishing' AND NOT (${stuck})`,
    cleared: `saga.phase = 'done'`,
    rejected: `saga.phase = 'undone'`,
    stuck,
  },
};

/** Proposals that are no trades, or not yet: a confirmed one is read as its trade. */
export const proposals: Source = {
  table: 'proposal',
  caller: 'proposal.proposed_by',
  agreedAt: 'proposal.proposed_at',
  counterOf: 'NULL::uuid',
  reason: `proposal.because->>'reason'`,
  states: {
    proposed: `proposal.state = 'proposed'`,
    rejected: `proposal.state IN ('declined', 'lapsed')`,
    ...{ pending: 'false', confirmed: 'false', cleared: 'false', stuck: 'false' },
  },
};

/** One part of a statement: the table, the conditions, and the values of their parameters in order. */
export interface Selection {
  readonly from: string;
  readonly where: string;
  readonly values: readonly unknown[];
}

type End = 'seller' | 'buyer';

/**
 * What a list of a caller reads, each in the order of the ids. A party's trades are two selections, by an index each: one
 * with an OR would read and sort everything that the party ever traded for a page of it. No trade is in both, since a
 * CHECK says that seller and buyer differ.
 */
export const selections = (source: Source, filter: TradeFilter, sight: Sight): readonly Selection[] =>
  (sight.ofParty ?? filter.party) === undefined
    ? [selection(source, filter, sight)]
    : (['seller', 'buyer'] as const).map((end) => selection(source, filter, sight, end));

/**
 * Selects from a source what a caller may see and asked for; of a party what is on one end, or on either. The statement
 * holds what was asked for and nothing else.
 */
export function selection(source: Source, filter: TradeFilter, sight: Sight, end?: End): Selection {
  const { table } = source;
  const values: unknown[] = [];
  const where = ['true'];
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value !== undefined) where.push(condition(`$${values.push(value)}`));
  };
  const start = `(${table}.legs->0->>0)::int8`;
  const party = sight.ofParty ?? filter.party;
  const either = (value: string): string => `${value} IN (${table}.seller, ${table}.buyer)`;
  add(party, (value) => (end === undefined ? either(value) : `${table}.${end} = ${value}`));
  if (filter.party !== party) add(filter.party, either);
  add(sight.submittedBy, (value) => `${source.caller} = ${value}`);
  add(filter.externalId, (value) => `${table}.external_id = ${value}`);
  add(filter.seller, (value) => `${table}.seller = ${value}`);
  add(filter.buyer, (value) => `${table}.buyer = ${value}`);
  add(filter.side, (value) => `${value} IN (${sideOf(table, 'seller')}, ${sideOf(table, 'buyer')})`);
  add(filter.area, (value) => `${table}.area = ${value}`);
  add(filter.settlement, (value) => `${table}.settlement = ${value}`);
  add(filter.startsFrom, (value) => `${start} >= ${value}`);
  add(filter.startsBefore, (value) => `${start} < ${value}`);
  add(filter.agreedFrom, (value) => `${source.agreedAt} >= to_timestamp(${value}::float8 / 1000)`);
  add(filter.agreedBefore, (value) => `${source.agreedAt} < to_timestamp(${value}::float8 / 1000)`);
  add(filter.counterOf, (value) => `${source.counterOf} = ${value}`);
  add(filter.reason, (value) => `${source.reason} = ${value}`);
  if (filter.state !== undefined) where.push(`(${source.states[filter.state]})`);
  return { from: table, where: where.join(' AND '), values };
}

/** A portfolio's key where no meter point is named. */
const sideOf = (table: string, end: string): string =>
  `coalesce(${table}.${end}_side, ${table}.${end} || '/' || ${table}.area)`;
