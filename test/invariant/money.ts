import { across, type Invariant, within } from './invariant.js';

/** What settlement's ledger says an account has. */
const folded = `
  SELECT account, sum(amount) AS total
    FROM (SELECT credit AS account, amount FROM transfer UNION ALL SELECT debit, -amount FROM transfer) AS moved
   GROUP BY account`;

const cleared = `
  SELECT id, seller, buyer, energy_wh::text, price_cents_per_mwh AS price
    FROM trade JOIN saga USING (id) WHERE phase = 'done'`;

const clearedColumns = 'id uuid, seller text, buyer text, energy_wh int8, price int4';

/** Money is counted in 10⁻⁸ euro. */
export const moneyInvariants: readonly Invariant[] = [
  within('settlement', {
    name: 'each transfer takes from one account what it gives to another',
    otherwise: 'Money was moved in no amount, or to where it came from.',
    question: `SELECT "of", part, debit, credit, amount FROM transfer WHERE amount <= 0 OR debit = credit`,
    finding: ({ of, part, debit, credit, amount }) =>
      `transfer ${of} '${part}' moves ${amount} from ${debit} to ${credit}`,
  }),
  within('settlement', {
    name: 'all accounts together have nothing',
    otherwise: 'Money appeared or vanished.',
    question: `
      SELECT total FROM (
        SELECT (SELECT coalesce(sum(posted), 0) FROM account WHERE kind = 'party')
             + (SELECT coalesce(sum(total), 0) FROM (${folded}) AS f JOIN account a ON a.id = f.account AND a.kind <> 'party')
               AS total) AS summed
       WHERE total <> 0`,
    finding: ({ total }) => `they sum to ${total}`,
  }),
  within('settlement', {
    name: 'the posted total of a party is the sum of its transfers',
    otherwise: 'A total says something else than the ledger that it stands for.',
    question: `
      SELECT coalesce(a.id, f.account) AS account, a.posted, f.total
        FROM account a FULL JOIN (${folded}) AS f ON f.account = a.id
       WHERE a.id IS NULL OR (a.kind = 'party' AND a.posted <> coalesce(f.total, 0))`,
    finding: ({ account, posted, total }) =>
      posted === null
        ? `transfers name the account ${account}, which does not exist`
        : `account ${account} has posted ${posted}, its transfers say ${total ?? 0}`,
  }),
  within('settlement', {
    name: 'what an account holds is the sum of its open holds',
    otherwise: 'Money is set aside for nothing, or is spent twice.',
    question: `
      SELECT coalesce(a.id, h.account) AS account, a.held, h.total
        FROM account a
        FULL JOIN (SELECT account, sum(amount) AS total
                     FROM (SELECT seller AS account, held_of_seller AS amount FROM hold WHERE state = 'held'
                           UNION ALL SELECT buyer, held_of_buyer FROM hold WHERE state = 'held') AS open
                    GROUP BY account) AS h ON h.account = a.id
       WHERE a.held IS DISTINCT FROM coalesce(h.total, 0)`,
    finding: ({ account, held, total }) => `account ${account} holds ${held}, its open holds say ${total ?? 0}`,
  }),
  within('settlement', {
    name: 'nobody holds less than nothing',
    otherwise: 'More was released than was set aside: a hold was given back twice.',
    question: 'SELECT id, held FROM account WHERE held < 0',
    finding: ({ id, held }) => `account ${id} holds ${held}`,
  }),
  within('settlement', {
    name: 'free money stays above the credit limit, unless a lowered limit has left it below by as much',
    otherwise: 'A party has spent what it does not have.',
    // From there trades and payments only lead upwards: an overdrawn account takes no new hold and pays nothing out.
    question: `
      SELECT id, posted, held, credit_limit, overdrawn_by_limit FROM account
       WHERE kind = 'party' AND posted - held + credit_limit + overdrawn_by_limit < 0`,
    finding: ({ id, posted, held, credit_limit: limit, overdrawn_by_limit: left }) =>
      `account ${id} has posted ${posted}, holds ${held}, may owe ${limit} and was left overdrawn by ${left}`,
  }),
  within('settlement', {
    name: 'every change of an account by an operator stands in the audit',
    otherwise: 'Somebody did it by hand, and nobody can say who and why.',
    question: `
      SELECT id, sequence - 1 AS changes, records FROM account
       CROSS JOIN LATERAL (SELECT count(*) AS records FROM audit
                            WHERE audit.of = 'account/' || account.id
                              AND action IN ('freeze', 'thaw', 'set credit limit')) AS audited
       WHERE kind = 'party' AND sequence - 1 <> records`,
    finding: ({ id, changes, records }) =>
      `account ${id} was changed ${changes} times, the audit has ${records} records`,
  }),
  within('settlement', {
    name: 'money comes from the bank by deposits only, and goes there by withdrawals only',
    otherwise: 'Money came into the house, or left it, as something else than a payment.',
    question: `
      SELECT "of", kind, debit, credit FROM transfer
       WHERE (kind = 'deposit') <> (debit = 'bank') OR (kind = 'withdrawal') <> (credit = 'bank')`,
    finding: ({ of, kind, debit, credit }) => `transfer ${of} is of the kind ${kind}, from ${debit} to ${credit}`,
  }),
  within('settlement', {
    name: 'clearing keeps nothing: it gives whatever it takes, trade by trade',
    otherwise: 'Of a trade somebody has paid and nobody has got it, or the other way round.',
    question: `
      SELECT "of", sum(CASE WHEN credit = 'clearing' THEN amount ELSE -amount END) AS kept
        FROM transfer WHERE 'clearing' IN (debit, credit) GROUP BY "of"
      HAVING sum(CASE WHEN credit = 'clearing' THEN amount ELSE -amount END) <> 0`,
    finding: ({ of, kept }) => `clearing keeps ${kept} of ${of}`,
  }),
  within('settlement', {
    name: 'only a posted hold moves money for a trade',
    otherwise: 'Money has moved for a trade that was never confirmed.',
    question: `
      SELECT DISTINCT t.of, h.state FROM transfer t LEFT JOIN hold h ON h.id = t.of
       WHERE t.kind IN ('energy', 'trading fee') AND h.state IS DISTINCT FROM 'posted'`,
    finding: ({ of, state }) => `trade ${of} has transfers, and its hold is ${state ?? 'not there'}`,
  }),
  across({
    name: 'a cleared trade has a posted hold on its own terms',
    otherwise: 'A trade is cleared, and its money is not, or is that of other terms.',
    from: { moment: 'before', service: 'trading', subjects: cleared },
    to: {
      service: 'settlement',
      columns: clearedColumns,
      question: `
        SELECT s.id, h.state FROM subject s LEFT JOIN hold h USING (id)
         WHERE h.state IS DISTINCT FROM 'posted'
            OR (h.seller, h.buyer, h.energy_wh, h.price_cents_per_mwh)
               IS DISTINCT FROM (s.seller, s.buyer, s.energy_wh, s.price)`,
    },
    finding: ({ id, state }) =>
      `trade ${id} is cleared, and its hold is ${state === 'posted' ? 'posted on other terms' : (state ?? 'not there')}`,
  }),
  across({
    name: 'a cleared trade has moved its price times its energy once, and both fees',
    otherwise: 'A cleared trade was paid twice, not at all, or wrongly.',
    from: { moment: 'before', service: 'trading', subjects: cleared },
    to: {
      service: 'settlement',
      columns: clearedColumns,
      // At a negative price the seller pays. A transfer of nothing is not written.
      question: `
        WITH owed AS (
          SELECT s.id, v.* FROM subject s LEFT JOIN hold h USING (id)
           CROSS JOIN LATERAL (SELECT abs(s.price::numeric * s.energy_wh) AS amount,
                                      CASE WHEN s.price < 0 THEN s.seller ELSE s.buyer END AS payer,
                                      CASE WHEN s.price < 0 THEN s.buyer ELSE s.seller END AS payee) AS p
           CROSS JOIN LATERAL (VALUES ('pay in', 'energy', p.payer, 'clearing', p.amount),
                                      ('pay out', 'energy', 'clearing', p.payee, p.amount),
                                      ('seller fee', 'trading fee', s.seller, 'exchange-fees', h.fee),
                                      ('buyer fee', 'trading fee', s.buyer, 'exchange-fees', h.fee))
                   AS v (part, kind, debit, credit, amount)
           WHERE v.amount > 0),
        moved AS (SELECT "of" AS id, part, kind, debit, credit, amount::numeric FROM transfer
                   WHERE "of" IN (SELECT id FROM subject))
        SELECT coalesce(o.id, m.id) AS id, coalesce(o.part, m.part) AS part, o.amount AS owed, o.debit, o.credit,
               m.amount AS moved, m.debit AS taker, m.credit AS giver
          FROM owed o FULL JOIN moved m ON m.id = o.id AND m.part = o.part
         WHERE (o.kind, o.debit, o.credit, o.amount) IS DISTINCT FROM (m.kind, m.debit, m.credit, m.amount)`,
    },
    finding: ({ id, part, owed, debit, credit, moved, taker, giver }) =>
      `trade ${id}, ${part}: owed ${owed === null ? 'nothing' : `${owed} from ${debit} to ${credit}`}, ` +
      `moved ${moved === null ? 'nothing' : `${moved} from ${taker} to ${giver}`}`,
  }),
  across({
    name: 'a rejected trade has nothing held and nothing posted',
    otherwise: 'A rejected trade has left something behind: money that nobody can spend.',
    from: { moment: 'before', service: 'trading', subjects: `SELECT id FROM saga WHERE phase = 'undone'` },
    to: {
      service: 'settlement',
      columns: 'id uuid',
      question: `
        SELECT id, state, (SELECT count(*) FROM transfer t WHERE t.of = id) AS transfers FROM subject LEFT JOIN hold USING (id)
         WHERE state IN ('held', 'posted') OR EXISTS (SELECT FROM transfer t WHERE t.of = id)`,
    },
    finding: ({ id, state, transfers }) =>
      `trade ${id} is rejected, its hold is ${state ?? 'not there'}, with ${transfers} transfers`,
  }),
  across({
    name: 'a hold is as far as its saga lets it be',
    otherwise: 'Money was posted or given back before the decision.',
    // A posted hold is past the pivot, a voided one is not and never will be: neither is undone by what comes later.
    from: { moment: 'after', service: 'settlement', subjects: 'SELECT id, state FROM hold' },
    to: {
      service: 'trading',
      columns: 'id uuid, state text',
      question: `
        SELECT id, s.state, phase FROM subject s LEFT JOIN saga USING (id)
         WHERE phase IS NULL
            OR (s.state = 'posted' AND phase NOT IN ('finishing', 'done'))
            OR (s.state IN ('voided', 'tombstone') AND phase NOT IN ('undoing', 'undone'))`,
    },
    finding: ({ id, state, phase }) => `hold ${id} is ${state}, its saga is ${phase ?? 'not there'}`,
  }),
];
