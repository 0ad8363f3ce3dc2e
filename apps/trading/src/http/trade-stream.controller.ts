import type { Readable } from 'node:stream';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Caller, CalledBy, MayCall, problems, type StreamReply } from '#libs/service';
import { TradeReader } from '../store/trade.reader.js';
import { inSight } from './sight.js';
import { TradeEventStreams } from './trade-event-streams.js';
import { TradeTimelineStreams } from './trade-timeline-streams.js';

const tradeId = z.uuid().toLowerCase();

interface Reply extends StreamReply {
  status(code: number): unknown;
}

@ApiTags('trades')
@MayCall('operator', 'party', 'venue')
@ApiProduces('text/event-stream')
@ApiHeader({ name: 'Last-Event-ID', required: false, description: 'goes on behind this event' })
@Controller('v1/trades')
export class TradeStreamController {
  constructor(
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(TradeEventStreams) private readonly events: TradeEventStreams,
    @Inject(TradeTimelineStreams) private readonly timelines: TradeTimelineStreams,
  ) {}

  @Get('events')
  @ApiOperation({
    summary: "The caller's trades as they are proposed and as they end",
    description:
      'Server-sent events, named and filled like those of the topic trading.trades.v1, but for the numbers of a refusal ' +
      'that concerns the other side. Their ids are positions in it: with Last-Event-ID the stream goes on there, ' +
      'without it begins now. The event `gap` says that the topic no longer has all that came since.',
  })
  all(
    @Headers('last-event-id') lastEventId: string | undefined,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Readable> {
    return this.events.open(caller, lastEventId, reply);
  }

  @Get(':id/events')
  @ApiOperation({
    summary: "One trade's timeline as it comes about",
    description:
      'Server-sent events: `step`, an entry of the timeline, when it is new and when it was answered, and `trade`, the ' +
      'trade itself, when its state changes. The stream ends with the trade; whoever has seen its end is answered 204.',
  })
  async one(
    @Param('id', { schema: tradeId }) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Readable | undefined> {
    const found = await this.reader.one(id);
    if (!found || !inSight(caller, found)) throw problems.notFound(`trade ${id}`);
    const body = this.timelines.open(found, caller, lastEventId, reply);
    if (!body) reply.status(204);
    return body;
  }
}
