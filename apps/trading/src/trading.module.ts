import { Module } from '@nestjs/common';
import { AreasController } from './http/areas.controller.js';
import { CounterTradesController } from './http/counter-trades.controller.js';
import { PartiesController } from './http/parties.controller.js';
import { PeriodsController } from './http/periods.controller.js';
import { ProposalsController } from './http/proposals.controller.js';
import { SagasController } from './http/sagas.controller.js';
import { SuspensionsController } from './http/suspensions.controller.js';
import { TradeStreamController } from './http/trade-stream.controller.js';
import { TradeSubmissionController } from './http/trade-submission.controller.js';
import { TradesController } from './http/trades.controller.js';
import { TwoPhaseController } from './http/two-phase.controller.js';

/** Trading's routes; what they need is provided by `main.ts`, which knows every adapter. */
@Module({
  controllers: [
    AreasController,
    CounterTradesController,
    PartiesController,
    PeriodsController,
    ProposalsController,
    SagasController,
    SuspensionsController,
    TradeStreamController,
    TradeSubmissionController,
    TradesController,
    TwoPhaseController,
  ],
})
export class TradingModule {}
