import { Module } from '@nestjs/common';
import { BookingsController } from './http/bookings.controller.js';
import { MeterPointsController } from './http/meter-points.controller.js';
import { PortfoliosController } from './http/portfolios.controller.js';
import { PositionsController } from './http/positions.controller.js';

/** Metering's routes; what they need is provided by `main.ts`, which knows every adapter. */
@Module({ controllers: [BookingsController, MeterPointsController, PortfoliosController, PositionsController] })
export class MeteringModule {}
