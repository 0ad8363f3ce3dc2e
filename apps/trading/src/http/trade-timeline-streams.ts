import type { Readable } from 'node:stream';
import type { OnTrouble } from '#libs/messaging';
import type { SagaRunner } from '#libs/saga-runner';
import { type Caller, type EventStream, type EventStreams, problems, type StreamReply } from '#libs/service';
import type { ReadTrade } from '../store/trade.reader.js';
import type { Viewer } from '../trade/because-for.js';
import type { Trade } from '../trade/trade.js';
import { pivotStepOf } from './pivot-step.js';
import { timelineView } from './saga-view.js';
import { viewerOf } from './sight.js';
import { type ShownEntry, ToldTimeline } from './told-timeline.js';
import { tradeView } from './trade-view.js';
import type { TradeWatch } from './trade-watch.js';

interface Parts {
  readonly watch: Pick<TradeWatch, 'next'>;
  readonly streams: Pick<EventStreams, 'open'>;
  readonly runner: Pick<SagaRunner<Trade>, 'definitionOf'>;
  readonly onTrouble: OnTrouble;
}

const hasEnded = (read: ReadTrade): boolean =>
  'trade' in read ? read.saga.progress.ended !== undefined : read.proposal.state !== 'proposed';

/** Streams of one trade each: its timeline as it comes about, until it has ended. */
export class TradeTimelineStreams {
  constructor(private readonly parts: Parts) {}

  /**
   * Undefined when the client has seen the end.
   *
   * @throws 400 for a Last-Event-ID that is no number of this timeline
   */
  open(found: ReadTrade, caller: Caller, lastEventId: string | undefined, reply: StreamReply): Readable | undefined {
    const viewer = viewerOf(caller);
    const entries = this.#entries(found, viewer);
    const last = lastNumber(lastEventId, entries.length + 1);
    if (hasEnded(found) && last > entries.length) return undefined;
    const stream = this.parts.streams.open(caller, reply);
    this.#tell(found, viewer, new ToldTimeline(last), stream).catch((error: unknown) => {
      this.parts.onTrouble(error, 'the stream of a trade broke off');
      stream.end('The stream broke off. Connect again with Last-Event-ID.');
    });
    return stream.body;
  }

  async #tell(found: ReadTrade, viewer: Viewer, told: ToldTimeline, stream: EventStream): Promise<void> {
    let state: unknown;
    for (let read: ReadTrade | undefined = found; read; read = await this.parts.watch.next(read, stream.over)) {
      const entries = this.#entries(read, viewer);
      for (const event of told.tell(entries)) stream.send(event);
      const trade = tradeView(read, viewer);
      const ended = hasEnded(read);
      if (ended || trade['state'] !== state)
        stream.send({ event: 'trade', data: JSON.stringify(trade), ...(ended && { id: String(entries.length + 1) }) });
      state = trade['state'];
      if (ended) return stream.end();
      await stream.drained();
    }
  }

  /** A proposal has none: nothing is asked of anybody before it is confirmed. */
  #entries(read: ReadTrade, viewer: Viewer): ShownEntry[] {
    if (!('trade' in read)) return [];
    const saga = { ...read.saga, subject: read.trade };
    return timelineView(pivotStepOf(this.parts.runner, saga), saga, viewer);
  }
}

function lastNumber(lastEventId: string | undefined, most: number): number {
  if (lastEventId === undefined || lastEventId === '') return 0;
  const number = /^\d{1,6}$/.test(lastEventId) ? Number(lastEventId) : Number.NaN;
  if (number <= most) return number;
  throw problems.badRequest(
    'last-event-id-malformed',
    `The Last-Event-ID is no entry of this timeline: expected a number from 0 to ${most}.`,
  );
}
