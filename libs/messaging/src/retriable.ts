/**
 * Classes of database errors that say nothing about the message: the connection went away, two transactions met, a disk
 * is full, a server starts or stops. The same transaction may succeed later.
 * Source: PostgreSQL's error codes, appendix A of its manual.
 */
const retriableClasses = new Set([
  '08', // connection exception
  '25', // invalid transaction state: read-only after a failover, idle in transaction for too long
  '40', // transaction rollback: serialization failure, deadlock
  '53', // insufficient resources: disk full, out of memory, too many connections
  '55', // object not in prerequisite state: lock not available
  '57', // operator intervention: shutdown, starting up, cancelled
  '58', // system error
]);

const uniqueViolation = '23505';

/** Of the client itself, which gives its errors no code. */
const connectionLost =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when|Query read timeout)/;

/**
 * Whether the same work may be tried again; `false` means that this work, as it is, can never succeed. A unique violation
 * may be tried again: a row appeared between the load and the insert, and the second try sees it.
 */
export function isRetriable(error: unknown): boolean {
  if (error instanceof CommitRefused) return true;
  const { code, message } = detailsOf(error);
  // The system's codes come first: EPIPE has the five characters of an SQLSTATE, none of which begins with E.
  if (code && /^E(?!RR_)[A-Z_]+$/.test(code)) return true;
  if (code && /^[0-9A-Z]{5}$/.test(code)) return code === uniqueViolation || retriableClasses.has(code.slice(0, 2));
  return connectionLost.test(message ?? '');
}

/** Retriable for a while only: where the second try does not see the row, no later one will. */
export const isUniqueViolation = (error: unknown): boolean => detailsOf(error).code === uniqueViolation;

const detailsOf = (error: unknown): { code?: string; message?: string } =>
  typeof error === 'object' && error !== null ? error : {};

/**
 * COMMIT, or PREPARE TRANSACTION, answered something else, which PostgreSQL does without an error when the transaction
 * had failed.
 */
export class CommitRefused extends Error {
  constructor(
    readonly tag: string,
    wanted = 'COMMIT',
  ) {
    super(`${wanted} answered ${tag}`);
  }
}

/** A pause before the given attempt (the first is 1), doubling from 20 ms to 2 s, spread by half. */
export const backOffMs = (attempt: number): number =>
  Math.min(2000, 20 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
