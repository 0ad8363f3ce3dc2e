import type { DataSource } from 'typeorm';
import { patientConnection } from '#libs/service';

/** Something in the books that does not hold. Amounts are counts of 10⁻⁸ euro. */
export interface LedgerFinding {
  readonly rule:
    | 'posted is the sum of the transfers'
    | 'held is the sum of the open holds'
    | 'all accounts sum to zero'
    | 'a posted hold has moved its money once'
    | 'a transfer of a trade has a posted hold';
  /** An account or a trade; `all accounts` for their sum. */
  readonly of: string;
  readonly expected: bigint;
  readonly found: bigint;
}

export interface LedgerCheck {
  readonly accounts: number;
  readonly transfers: number;
  readonly findings: readonly LedgerFinding[];
}

/** More findings of one rule than this say nothing new. */
const mostFindingsPerRule = 100;

type Rules = Record<LedgerFinding['rule'], string>;

/** Each statement answers what breaks its rule: `of`, `expected`, `found`. */
const statements: Rules = {
  // An account that transfers name and that does not exist has posted nothing.
  'posted is the sum of the transfers': `
    SELECT coalesce(a.id, m.account) AS of, coalesce(m.total, 0) AS expected, coalesce(a.posted, 0) AS found
      FROM account a
      FULL JOIN (SELECT account, sum(amount) AS total
                   FROM (SELECT credit AS account, amount FROM transfer
                         UNION ALL SELECT debit, -amount FROM transfer) AS moved
                  GROUP BY account) AS m ON m.account = a.id
     WHERE a.id IS NULL OR (a.kind = 'party' AND a.posted <> coalesce(m.total, 0))`,
  'held is the sum of the open holds': `
    SELECT coalesce(a.id, h.account) AS of, coalesce(h.total, 0) AS expected, coalesce(a.held, 0) AS found
      FROM account a
      FULL JOIN (SELECT account, sum(amount) AS total
                   FROM (SELECT seller AS account, held_of_seller AS amount FROM hold WHERE state = 'held'
                         UNION ALL SELECT buyer, held_of_buyer FROM hold WHERE state = 'held') AS open
                  GROUP BY account) AS h ON h.account = a.id
     WHERE a.held IS DISTINCT FROM coalesce(h.total, 0)`,
  // The totals that are kept, and those of the platform, which are folded.
  'all accounts sum to zero': `
    SELECT 'all accounts' AS of, 0 AS expected, total AS found
      FROM (SELECT (SELECT coalesce(sum(posted), 0) FROM account WHERE kind = 'party')
                 + (SELECT coalesce(sum(amount), 0) FROM transfer JOIN account a ON a.id = credit AND a.kind <> 'party')
                 - (SELECT coalesce(sum(amount), 0) FROM transfer JOIN account a ON a.id = debit AND a.kind <> 'party')
                   AS total) AS summed
     WHERE total <> 0`,
  'a posted hold has moved its money once': `
    SELECT h.id AS of, h.owed AS expected, coalesce(t.moved, 0) AS found
      FROM (SELECT id, 2 * (abs(price_cents_per_mwh::numeric * energy_wh) + fee) AS owed
              FROM hold WHERE state = 'posted') AS h
      LEFT JOIN (SELECT "of", sum(amount) AS moved FROM transfer WHERE kind IN ('energy', 'trading fee') GROUP BY "of")
             AS t ON t.of = h.id
     WHERE h.owed <> coalesce(t.moved, 0)`,
  'a transfer of a trade has a posted hold': `
    SELECT t.of, 0 AS expected, t.amount AS found
      FROM transfer t LEFT JOIN hold h ON h.id = t.of AND h.state = 'posted'
     WHERE t.kind IN ('energy', 'trading fee') AND h.id IS NULL`,
};

const counts = `
  SELECT (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM transfer) AS transfers`;

/**
 * Looks at all books as of one moment; it takes no lock, so it can be asked on a live system.
 *
 * @param stop cancels the statement under way, so that a service that stops need not wait for the end of the check
 * @throws what PostgreSQL says of a cancelled statement
 */
export async function checkLedger(dataSource: DataSource, stop?: AbortSignal): Promise<LedgerCheck> {
  const reading = await patientConnection(dataSource);
  let cancel = (): void => undefined;
  try {
    const [backend] = await reading.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    cancel = () => void dataSource.query('SELECT pg_cancel_backend($1)', [backend?.pid]).catch(() => undefined);
    stop?.addEventListener('abort', cancel);
    await reading.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const [counted] = await reading.query<Record<'accounts' | 'transfers', string>[]>(counts);
    const findings: LedgerFinding[] = [];
    for (const rule of Object.keys(statements) as (keyof Rules)[]) {
      stop?.throwIfAborted();
      const rows = await reading.query<Record<'of' | 'expected' | 'found', string>[]>(
        `${statements[rule]} LIMIT ${mostFindingsPerRule}`,
      );
      for (const { of, expected, found } of rows) {
        findings.push({ rule, of, expected: BigInt(expected), found: BigInt(found) });
      }
    }
    return { accounts: Number(counted?.accounts), transfers: Number(counted?.transfers), findings };
  } finally {
    stop?.removeEventListener('abort', cancel);
    // Nothing was written; after an error this ends the failed transaction.
    await reading.query('ROLLBACK').finally(() => reading.release());
  }
}
