/** The statements of a trade without a coordinator: the rows that its saga leaves, written at once. */

export const lockAccounts = {
  name: 'lock-accounts',
  text: `SELECT id, posted - held + credit_limit AS free FROM account
          WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE`,
};

export const moveMoney = {
  name: 'move-money',
  text: `UPDATE account SET posted = posted + moved.amount, sequence = sequence + 1
           FROM (VALUES ($1::text, $2::numeric), ($3::text, $4::numeric)) AS moved (id, amount)
          WHERE account.id = moved.id`,
};

export const insertHold = {
  name: 'insert-hold',
  text: `INSERT INTO hold (id, state, seller, buyer, energy_wh, price_cents_per_mwh, held_of_seller, held_of_buyer, fee,
                           since)
         VALUES ($1, 'posted', $2, $3, $4, $5, $6, $7, $6, now())`,
};

export const insertRefusal = {
  name: 'insert-refusal',
  text: `INSERT INTO hold (id, state, because, since) VALUES ($1, 'refused', $2, now())`,
};

export const insertTransfers = {
  name: 'insert-transfers',
  text: `INSERT INTO transfer ("of", part, debit, credit, amount, kind, at)
         VALUES ($1, 'pay in', $2, 'clearing', $4, 'energy', now()),
                ($1, 'pay out', 'clearing', $3, $4, 'energy', now()),
                ($1, 'seller fee', $3, 'exchange-fees', $5, 'trading fee', now()),
                ($1, 'buyer fee', $2, 'exchange-fees', $5, 'trading fee', now())`,
};

export const addToPosition = {
  name: 'add-to-position',
  text: `INSERT INTO position (side, quarter_hour, firm_sold_wh, firm_bought_wh, pending_sold_wh, pending_bought_wh)
         VALUES ($1, $2, $3, $4, 0, 0)
             ON CONFLICT (side, quarter_hour) DO UPDATE
            SET firm_sold_wh = position.firm_sold_wh + excluded.firm_sold_wh,
                firm_bought_wh = position.firm_bought_wh + excluded.firm_bought_wh`,
};

export const insertBooking = {
  name: 'insert-booking',
  text: `INSERT INTO booking (id, state, seller, buyer, seller_side, buyer_side, area, first_quarter_hour, energies_wh,
                              seller_group, buyer_group, since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3, $4, now())`,
};

export const insertTrade = {
  name: 'insert-trade',
  text: `INSERT INTO trade (id, caller, seller, buyer, seller_side, buyer_side, area, legs, energy_wh,
                            price_cents_per_mwh, agreed_at, gate_closes_at, register_by)
         VALUES ($1, 'anyone', $2, $3, $4, $5, $6, $7, $8, $9, now(), $10::timestamptz - interval '5 minutes', $10)`,
};

export const insertSaga = {
  name: 'insert-saga',
  text: `INSERT INTO saga (id, name, version, phase, revision, progress, started_at)
         VALUES ($1, 'trade', 1, $2, 4, $3, now())`,
};
