import { z } from 'zod';
import { serviceConfig } from '#libs/service';
import { milliCentsPerMWh } from '#libs/units';

const feeRate = z
  .string()
  .regex(/^\d{1,9}$/, 'expected an integer of thousandths of a cent per MWh, like 11250 for 11.25 ct/MWh')
  .default('11250')
  .transform((text) => milliCentsPerMWh(Number(text)));

const ledgerCheckMinutes = z
  .string()
  .regex(/^\d{1,4}$/, 'expected minutes from 0 to 9999; 0 checks only when an operator asks')
  .default('60')
  .transform(Number);

/** What settlement reads from its environment. */
export const settlementConfig = z.object({
  ...serviceConfig('settlement'),
  /** What each side pays per MWh, in thousandths of a cent. */
  TRADING_FEE_MILLICENTS_PER_MWH: feeRate,
  /** How often all books are checked against each other. */
  LEDGER_CHECK_MINUTES: ledgerCheckMinutes,
});
