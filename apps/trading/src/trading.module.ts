import { Module } from '@nestjs/common';
import { AreasController } from './http/areas.controller.js';
import { PartiesController } from './http/parties.controller.js';
import { SagasController } from './http/sagas.controller.js';
import { TradesController } from './http/trades.controller.js';

/** Trading's routes; what they need is provided by `main.ts`, which knows every adapter. */
@Module({ controllers: [AreasController, PartiesController, SagasController, TradesController] })
export class TradingModule {}
