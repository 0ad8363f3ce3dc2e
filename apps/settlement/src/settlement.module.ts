import { Module } from '@nestjs/common';
import { AccountTermsController } from './http/account-terms.controller.js';
import { AccountsController } from './http/accounts.controller.js';
import { CsvBodyParser } from './http/csv-body.parser.js';
import { HoldsController } from './http/holds.controller.js';
import { LedgerController } from './http/ledger.controller.js';
import { PaymentsController } from './http/payments.controller.js';
import { PriceFilesController } from './http/price-files.controller.js';
import { PricesController } from './http/prices.controller.js';
import { StatementController } from './http/statement.controller.js';
import { TransfersController } from './http/transfers.controller.js';

/** Settlement's routes; what they need is provided by `main.ts`, which knows every adapter. */
@Module({
  controllers: [
    AccountsController,
    AccountTermsController,
    HoldsController,
    LedgerController,
    PaymentsController,
    PriceFilesController,
    PricesController,
    StatementController,
    TransfersController,
  ],
  providers: [CsvBodyParser],
})
export class SettlementModule {}
