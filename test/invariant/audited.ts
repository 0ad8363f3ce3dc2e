import { type Invariant, within } from './invariant.js';

const nobody = 'Somebody did it by hand, and nobody can say who and why.';

/** Whatever operators do has its audit. */
export const auditedInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'whatever operators did to a saga stands in the audit',
    otherwise: nobody,
    question: `
      SELECT saga.id, json_array_length(progress->'interventions') AS interventions, records
        FROM saga CROSS JOIN LATERAL (SELECT count(*) AS records FROM audit WHERE audit.of = 'saga/' || saga.id) AS audited
       WHERE progress->'interventions' IS NOT NULL AND json_array_length(progress->'interventions') <> records`,
    finding: ({ id, interventions, records }) =>
      `operators acted ${interventions} times on saga ${id}, the audit has ${records} records`,
  }),
  within('trading', {
    name: 'every change of a party by an operator stands in the audit',
    otherwise: nobody,
    question: `
      SELECT eic, sequence - 1 AS changes, records FROM party
       CROSS JOIN LATERAL (SELECT count(*) AS records FROM audit WHERE audit.of = 'party/' || eic) AS audited
       WHERE sequence - 1 <> records`,
    finding: ({ eic, changes, records }) =>
      `party ${eic} was changed ${changes} times, the audit has ${records} records`,
  }),
  within('metering', {
    name: 'every change of a portfolio by an operator stands in the audit',
    otherwise: nobody,
    question: `
      SELECT key, sequence - 1 AS changes, records FROM side
       CROSS JOIN LATERAL (SELECT count(*) AS records FROM audit WHERE audit.of = 'portfolio/' || key) AS audited
       WHERE sequence - 1 <> records`,
    finding: ({ key, changes, records }) =>
      `side ${key} was changed ${changes} times, the audit has ${records} records`,
  }),
  within('settlement', {
    name: 'an account is overdrawn by a limit only as far as the audit of that limit says',
    otherwise: 'Free money fell below the limit by something else than a limit that somebody has lowered.',
    question: `
      SELECT id, overdrawn_by_limit, lowered.left_free_eur FROM account
        LEFT JOIN LATERAL (SELECT (details->>'leftFreeEur')::numeric AS left_free_eur FROM audit
                            WHERE audit.of = 'account/' || account.id AND action = 'set credit limit'
                            ORDER BY no DESC LIMIT 1) AS lowered ON true
       WHERE kind = 'party'
         AND overdrawn_by_limit <> greatest(0, -100000000 * coalesce(lowered.left_free_eur, 0))`,
    finding: ({ id, overdrawn_by_limit: by, left_free_eur: left }) =>
      `account ${id} was left overdrawn by ${by}, the audit of its limit says that ${left ?? 'nothing'} euro were left free`,
  }),
];
