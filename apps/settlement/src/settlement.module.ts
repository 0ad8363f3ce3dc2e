import { Module } from '@nestjs/common';
import { AccountsController } from './http/accounts.controller.js';
import { HoldsController } from './http/holds.controller.js';
import { LedgerController } from './http/ledger.controller.js';
import { TransfersController } from './http/transfers.controller.js';

/** Settlement's routes; what they need is provided by `main.ts`, which knows every adapter. */
@Module({ controllers: [AccountsController, HoldsController, LedgerController, TransfersController] })
export class SettlementModule {}
