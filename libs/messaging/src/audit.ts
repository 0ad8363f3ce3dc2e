import type { Rows } from './rows.js';
import type { Transaction } from './work.js';

/** What a person did to the system by hand, kept for ever; written by the transaction that did it. */
export interface AuditRecord {
  /** A UUID, made by whoever asks. */
  readonly id: string;
  /** The caller's id. */
  readonly who: string;
  /** In the infinitive: `requeue`, `force undo`. */
  readonly action: string;
  /** What it was done to, as kind and id: `parked/17`. */
  readonly of: string;
  /** In the person's own words, 1 to 500 characters. */
  readonly why: string;
  /** The version that the person saw; null where what was done needs none. */
  readonly seen: number | null;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The part of a service's state that operators' actions put into; nothing of it is ever loaded. */
export interface AuditState {
  readonly audits: Rows<AuditRecord>;
}

/** Rows are only ever added. `no` counts in the order of writing, and is the cursor of a list. */
export const auditTable = `
  CREATE TABLE audit (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    who text NOT NULL,
    action text NOT NULL,
    of text NOT NULL,
    why text NOT NULL CHECK (length(why) BETWEEN 1 AND 500),
    seen int,
    details jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ON audit (of);
`;

/** Writes them in the transaction of what they tell of; one statement, and none where there is nothing to tell. */
export async function insertAudits(tx: Transaction, audits: readonly AuditRecord[]): Promise<void> {
  if (audits.length === 0) return;
  await tx.query('audit-insert', insertText, [
    audits.map(({ id }) => id),
    audits.map(({ who }) => who),
    audits.map(({ action }) => action),
    audits.map(({ of }) => of),
    audits.map(({ why }) => why),
    audits.map(({ seen }) => seen),
    audits.map(({ details }) => JSON.stringify(details)),
  ]);
}

const insertText = `
  INSERT INTO audit (id, who, action, of, why, seen, details)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::jsonb[])`;
