/** A topic's name and shape. Partition counts never change in place: writers compute the partition themselves. */
export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** How long Kafka keeps a record, -1 for ever; the inbox remembers longer than any internal topic. */
  readonly retentionMs: number;
  readonly kind: 'internal' | 'public' | 'parked';
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const internal = (name: string): Topic => ({ name, partitions: 4, retentionMs: dayMs, kind: 'internal' });
const published = (name: string): Topic => ({ name, partitions: 4, retentionMs: 7 * dayMs, kind: 'public' });
/** What is registered is needed by whoever begins to listen next year, and is little. */
const registry = (name: string): Topic => ({ name, partitions: 4, retentionMs: -1, kind: 'public' });
const parked = (name: string): Topic => ({ name, partitions: 1, retentionMs: 30 * dayMs, kind: 'parked' });

/** Every topic of the system, each named once. */
export const topics = {
  settlementCommands: internal('settlement.commands.v1'),
  meteringCommands: internal('metering.commands.v1'),
  tradingReplies: internal('trading.replies.v1'),
  // Of the two-phase path, each with a consumer of its own: no decision waits behind a batch that waits for it.
  settlementPrepare: internal('settlement.two-phase-prepare.v1'),
  settlementDecide: internal('settlement.two-phase-decide.v1'),
  meteringPrepare: internal('metering.two-phase-prepare.v1'),
  meteringDecide: internal('metering.two-phase-decide.v1'),
  tradingVotes: internal('trading.two-phase-votes.v1'),
  trades: published('trading.trades.v1'),
  parties: registry('trading.parties.v1'),
  bookings: published('metering.bookings.v1'),
  meterPoints: registry('metering.meter-points.v1'),
  portfolios: registry('metering.portfolios.v1'),
  transfers: published('settlement.transfers.v1'),
  accounts: registry('settlement.accounts.v1'),
  tradingParked: parked('trading.parked.v1'),
  meteringParked: parked('metering.parked.v1'),
  settlementParked: parked('settlement.parked.v1'),
} as const satisfies Record<string, Topic>;
