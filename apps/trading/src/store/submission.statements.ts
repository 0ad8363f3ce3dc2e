import type { Rows, Transaction } from '#libs/messaging';
import type { Submission, SubmissionResult } from '../trade/submission.js';
import { scopedKeyColumns } from './scoped-key.js';

/** Requests by `${caller}/${key}`. */
export async function loadSubmissions(tx: Transaction, keys: readonly string[]): Promise<Submission[]> {
  if (keys.length === 0) return [];
  return tx.query<{ caller: string; key: string; digest: string; results: SubmissionResult[] }>(
    'submission-load',
    loadText,
    scopedKeyColumns(keys),
  );
}

const loadText = `
  SELECT caller, key, digest, results
  FROM unnest($1::text[], $2::text[]) AS wanted (caller, key) JOIN submission USING (caller, key)`;

export async function saveSubmissions(tx: Transaction, submissions: Rows<Submission>): Promise<void> {
  const inserted = submissions.inserted();
  if (inserted.length === 0) return;
  await tx.query('submission-insert', insertText, [
    inserted.map(({ caller }) => caller),
    inserted.map(({ key }) => key),
    inserted.map(({ digest }) => digest),
    inserted.map(({ results }) => JSON.stringify(results)),
  ]);
}

const insertText = `
  INSERT INTO submission (caller, key, digest, results)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::json[])`;
