import type { Pool } from 'pg';
import type { AuditRecord } from './audit.js';

/** An audit record as it was written. */
export interface WrittenAudit extends AuditRecord {
  /** Counts in the order of writing. */
  readonly no: string;
  readonly at: Date;
}

/** What a list of audit records is limited to; each field is to be the same. */
export interface AuditFilter extends Partial<Record<'who' | 'action' | 'of', string | undefined>> {
  /** The number of the last one that was read. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What was done by hand, to be read. */
export class AuditTrail {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Audit records, the newest first. */
  async list({ who, action, of, before, limit }: AuditFilter): Promise<WrittenAudit[]> {
    const values = [who ?? null, action ?? null, of ?? null, before ?? null, limit];
    return (await this.pool.query<WrittenAudit>(listText, values)).rows;
  }
}

const listText = `
  SELECT no, id, who, action, of, why, seen, details, at FROM audit
  WHERE ($1::text IS NULL OR who = $1) AND ($2::text IS NULL OR action = $2) AND ($3::text IS NULL OR of = $3)
    AND ($4::bigint IS NULL OR no < $4)
  ORDER BY no DESC LIMIT $5`;
