import type { Because } from '#libs/decision';
import { type Eic, instant } from '#libs/market';
import type { Rows, Transaction } from '#libs/messaging';
import { centsPerMWh } from '#libs/units';
import type { Proposal, ProposalState } from '../proposal/proposal.js';
import type { SettlementPath } from '../trade/trade.js';
import { readLegs, type StoredLeg } from './stored-legs.js';
import { scopedKeyColumns } from './scoped-key.js';
import { termColumns } from './term-columns.js';

export interface StoredProposal {
  readonly id: string;
  readonly proposed_by: Eic;
  readonly external_id: string | null;
  readonly seller: Eic;
  readonly buyer: Eic;
  readonly seller_side: Eic | null;
  readonly buyer_side: Eic | null;
  readonly area: Eic;
  readonly legs: readonly StoredLeg[];
  readonly price_cents_per_mwh: number;
  readonly settlement: SettlementPath;
  readonly proposed_ms: number;
  readonly gate_closes_ms: number;
  readonly register_by_ms: number;
  readonly state: ProposalState;
  readonly because: Because | null;
  readonly ended_ms: number | null;
  readonly version: number;
}

const ms = (column: string, name: string): string => `date_part('epoch', proposal.${column}) * 1000 AS ${name}`;

/** The columns to select from `proposal`, under that name, for {@link StoredProposal}. */
export const storedProposalColumns = `proposal.id, proposal.proposed_by, proposal.external_id, proposal.seller,
  proposal.buyer, proposal.seller_side, proposal.buyer_side, proposal.area, proposal.legs, proposal.price_cents_per_mwh, proposal.settlement,
  ${ms('proposed_at', 'proposed_ms')}, ${ms('gate_closes_at', 'gate_closes_ms')}, ${ms('register_by', 'register_by_ms')},
  proposal.state, proposal.because, ${ms('ended_at', 'ended_ms')}, proposal.version`;

const instantOf = (atMs: number) => instant(Math.round(atMs));

export const readProposal = (row: StoredProposal): Proposal => ({
  id: row.id,
  proposedBy: row.proposed_by,
  externalId: row.external_id,
  seller: row.seller,
  buyer: row.buyer,
  sellerSide: row.seller_side,
  buyerSide: row.buyer_side,
  area: row.area,
  legs: readLegs(row.legs),
  price: centsPerMWh(row.price_cents_per_mwh),
  settlement: row.settlement,
  proposedAt: instantOf(row.proposed_ms),
  gateClosesAt: instantOf(row.gate_closes_ms),
  registerBy: instantOf(row.register_by_ms),
  state: row.state,
  because: row.because,
  endedAt: row.ended_ms === null ? null : instantOf(row.ended_ms),
  version: row.version,
});

export async function loadProposals(tx: Transaction, ids: readonly string[]): Promise<Proposal[]> {
  if (ids.length === 0) return [];
  return (await tx.query<StoredProposal>('proposal-load', loadText, [ids])).map(readProposal);
}

const loadText = `
  SELECT ${storedProposalColumns} FROM proposal WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;

/** Proposals by `${party}/${externalId}`, to be looked at and not changed. */
export async function loadProposedReferences(tx: Transaction, keys: readonly string[]): Promise<Proposal[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<StoredProposal>('proposal-by-reference', loadReferencesText, scopedKeyColumns(keys));
  return rows.map(readProposal);
}

const loadReferencesText = `
  SELECT ${storedProposalColumns}
  FROM unnest($1::text[], $2::text[]) AS wanted (proposed_by, external_id) JOIN proposal USING (proposed_by, external_id)`;

/** Writes new proposals, and how the others ended; the terms of one never change. Both are sent before either is awaited. */
export async function saveProposals(tx: Transaction, proposals: Rows<Proposal>): Promise<void> {
  await Promise.all([insertProposals(tx, proposals.inserted()), updateProposals(tx, proposals.updated())]);
}

async function insertProposals(tx: Transaction, inserted: readonly Proposal[]): Promise<void> {
  if (inserted.length === 0) return;
  await tx.query('proposal-insert', insertText, [
    inserted.map(({ id }) => id),
    inserted.map(({ proposedBy }) => proposedBy),
    inserted.map(({ externalId }) => externalId),
    ...termColumns(inserted),
    inserted.map(({ price }) => price),
    inserted.map(({ proposedAt }) => proposedAt),
    inserted.map(({ gateClosesAt }) => gateClosesAt),
    inserted.map(({ registerBy }) => registerBy),
    ...endColumns(inserted),
    inserted.map(({ settlement }) => settlement),
  ]);
}

const endColumns = (proposals: readonly Proposal[]): unknown[] => [
  proposals.map(({ state }) => state),
  proposals.map(({ because }) => (because === null ? null : JSON.stringify(because))),
  proposals.map(({ endedAt }) => endedAt),
  proposals.map(({ version }) => version),
];

const insertText = `
  INSERT INTO proposal (id, proposed_by, external_id, seller, buyer, seller_side, buyer_side, area, legs,
    price_cents_per_mwh, proposed_at, gate_closes_at, register_by, state, because, ended_at, version, settlement)
  SELECT id, proposed_by, external_id, seller, buyer, seller_side, buyer_side, area, legs, price_cents_per_mwh,
    to_timestamp(proposed_ms / 1000), to_timestamp(gate_closes_ms / 1000), to_timestamp(register_by_ms / 1000),
    state, because, to_timestamp(ended_ms / 1000), version, settlement
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::json[],
      $10::int4[], $11::float8[], $12::float8[], $13::float8[], $14::text[], $15::json[], $16::float8[], $17::int4[], $18::text[])
    AS new (id, proposed_by, external_id, seller, buyer, seller_side, buyer_side, area, legs, price_cents_per_mwh,
      proposed_ms, gate_closes_ms, register_by_ms, state, because, ended_ms, version, settlement)`;

async function updateProposals(tx: Transaction, updated: readonly Proposal[]): Promise<void> {
  if (updated.length === 0) return;
  await tx.query('proposal-update', updateText, [updated.map(({ id }) => id), ...endColumns(updated)]);
}

const updateText = `
  UPDATE proposal
  SET state = new.state, because = new.because, ended_at = to_timestamp(new.ended_ms / 1000), version = new.version,
    changed_at = now()
  FROM unnest($1::uuid[], $2::text[], $3::json[], $4::float8[], $5::int4[]) AS new (id, state, because, ended_ms, version)
  WHERE proposal.id = new.id`;
