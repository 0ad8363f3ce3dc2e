import { areaEic, instant, partyEic } from '#libs/contracts';
import { quarterHourMs } from '#libs/market';
import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  pageOf,
  pageQuery,
  partyInSight,
  problems,
  sees,
  wantsCsv,
} from '#libs/service';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Booking } from '../booking/booking.js';
import { findBooking, listBookings } from '../store/booking.reader.js';
import { bookingColumns, bookingLine, bookingView } from './booking-view.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const side = z
  .string()
  .regex(/^[0-9A-Z-]{16}(\/[0-9A-Z-]{16})?$/, "expected a meter point's EIC, or a portfolio as party/area");
const query = z.strictObject({
  party: partyEic.optional().describe('seller or buyer'),
  side: side.optional().describe('a meter point, or a portfolio as party/area, on either side'),
  state: z.enum(['pending', 'firm', 'cancelled', 'refused', 'tombstone']).optional(),
  area: areaEic.optional(),
  from: instant.optional().describe('delivers after it'),
  to: instant.optional().describe('delivers before it'),
  ...pageQuery,
  after: z.uuid().optional(),
});

@ApiTags('bookings')
@MayCall('operator', 'party')
@Controller('v1/bookings')
export class BookingsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({
    summary: 'Bookings in the order of their ids, which are those of their trades',
    description: 'A refused booking is on nobody’s side: operators see it here, and parties in their trade.',
  })
  @ApiProduces('application/json', 'text/csv')
  async list(
    @Query({ schema: query }) { party, from, to, limit, ...asked }: z.output<typeof query>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    const found = await listBookings(this.dataSource, {
      ...asked,
      party: partyInSight(caller, party),
      from: from === undefined ? undefined : Math.floor(from / quarterHourMs),
      to: to === undefined ? undefined : Math.ceil(to / quarterHourMs),
      limit: limit + 1,
    });
    const keyOf = ({ id }: Booking): string => id;
    if (wantsCsv(accept)) return csvPage(request, reply, bookingColumns, pageOf(found, limit, keyOf, bookingLine));
    return pageOf(found, limit, keyOf, bookingView);
  }

  @Get(':id')
  @ApiOperation({ summary: "The energy set aside for a trade, by the trade's id; or why there is none" })
  async read(@Param('id') id: string, @CalledBy() caller: Caller): Promise<unknown> {
    const booking = uuid.test(id) ? await findBooking(this.dataSource, id) : undefined;
    if (!booking || !sees(caller, partiesOf(booking))) throw problems.notFound(`booking ${id}`);
    return bookingView(booking);
  }
}

/** A refusal names nobody: operators see it here, and parties in their trade. */
const partiesOf = (booking: Booking): string[] =>
  'content' in booking ? [booking.content.seller, booking.content.buyer] : [];
