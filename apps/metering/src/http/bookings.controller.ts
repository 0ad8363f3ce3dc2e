import { formatInstant, type QuarterHour, quarterHour, startOf } from '#libs/market';
import { problems } from '#libs/service';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { Booking } from '../booking/booking.js';
import { findBooking } from '../store/booking.reader.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@ApiTags('bookings')
@Controller('v1/bookings')
export class BookingsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get(':id')
  @ApiOperation({ summary: "The energy set aside for a trade, by the trade's id; or why there is none" })
  async read(@Param('id') id: string) {
    const booking = uuid.test(id) ? await findBooking(this.dataSource, id) : undefined;
    if (!booking) throw problems.notFound(`booking ${id}`);
    return showBooking(booking);
  }
}

/** Every quarter hour with its start; a refused booking with its reason. */
function showBooking(booking: Booking) {
  const { id, state } = booking;
  const since = formatInstant(booking.since);
  if (booking.state === 'tombstone') return { id, state, since };
  if (booking.state === 'refused') return { id, state, because: booking.because, since };
  const { firstQuarterHour, energiesWh, ...content } = booking.content;
  return {
    id,
    state,
    ...content,
    sellerGroup: booking.sellerGroup,
    buyerGroup: booking.buyerGroup,
    quarterHours: energiesWh.map((energyWh, index) => ({ start: startText(firstQuarterHour, index), energyWh })),
    since,
  };
}

const startText = (first: QuarterHour, index: number): string => formatInstant(startOf(quarterHour(first + index)));
