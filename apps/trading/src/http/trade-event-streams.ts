import type { Readable } from 'node:stream';
import { topics } from '#libs/contracts';
import {
  type Followed,
  type Following,
  formatPositions,
  type OnTrouble,
  parsePositions,
  type Positions,
  type TopicTail,
} from '#libs/messaging';
import { type Caller, type EventStream, type EventStreams, Problem, problems, type StreamReply } from '#libs/service';
import type { TradeReader } from '../store/trade.reader.js';
import type { HeardEvent } from './heard-event.js';
import { viewerOf } from './sight.js';

interface Parts {
  readonly tail: Pick<TopicTail<HeardEvent>, 'follow'>;
  readonly streams: Pick<EventStreams, 'open'>;
  readonly reader: Pick<TradeReader, 'submittedBy'>;
  readonly onTrouble: OnTrouble;
}

type Begun = Extract<Following<HeardEvent>, { readonly ok: true }>;

/** Streams of what happens to a caller's trades, read from the public topic. */
export class TradeEventStreams {
  constructor(private readonly parts: Parts) {}

  /** @throws 400 for a Last-Event-ID that is none, 410 for one that is too far back, 503 where the broker is away */
  async open(caller: Caller, lastEventId: string | undefined, reply: StreamReply): Promise<Readable> {
    const { streams, onTrouble } = this.parts;
    const following = await this.#follow(lastEventId);
    const at = new Map(following.from);
    let stream: EventStream;
    try {
      stream = streams.open(caller, reply, () => formatPositions(at));
    } catch (error) {
      // Lets go of the tail: what was begun has to be run.
      await following.run(async () => undefined, AbortSignal.abort());
      throw error;
    }
    if (following.missed > 0n)
      stream.send({ event: 'gap', data: JSON.stringify({ missedRecords: Number(following.missed) }) });
    const take = (records: readonly Followed<HeardEvent>[]): Promise<void> => this.#send(caller, stream, at, records);
    following.run(take, stream.over).catch((error: unknown) => {
      onTrouble(error, 'a stream of trades broke off');
      stream.end('The stream broke off. Connect again with Last-Event-ID.');
    });
    return stream.body;
  }

  async #send(
    caller: Caller,
    stream: EventStream,
    at: Map<number, bigint>,
    records: readonly Followed<HeardEvent>[],
  ): Promise<void> {
    const { reader } = this.parts;
    // The event does not say who submitted the trade; its row does.
    const submitted =
      caller.role === 'venue'
        ? await reader.submittedBy(caller.id, [...new Set(records.map(({ item }) => item.tradeId))])
        : undefined;
    const viewer = viewerOf(caller);
    const isOwn = ({ tradeId, parties }: HeardEvent): boolean =>
      caller.role === 'operator' || (submitted ? submitted.has(tradeId) : parties.includes(caller.party));
    for (const { partition, offset, item } of records) {
      at.set(partition, offset + 1n);
      if (!isOwn(item)) continue;
      if (!stream.send({ id: formatPositions(at), event: item.type, data: item.textFor(viewer) })) return;
      // Events of many legs fill a buffer within a few: the client gets its chance to read between them.
      if (!(await stream.drained())) return;
    }
  }

  async #follow(lastEventId: string | undefined): Promise<Begun> {
    const { tail, onTrouble } = this.parts;
    let following: Following<HeardEvent>;
    try {
      following = await tail.follow(wanted(lastEventId));
    } catch (error) {
      if (error instanceof Problem) throw error;
      onTrouble(error, 'the topic of trades cannot be followed');
      throw problems.unavailable('broker-unavailable', 'The broker does not answer.', 5);
    }
    if (following.ok) return following;
    if (following.because === 'ahead of the topic')
      throw malformed(`it is ahead of the topic, which ends at ${formatPositions(following.end)}`);
    throw new Problem({
      status: 410,
      slug: slugOfTooFar,
      title: 'Too far behind',
      detail:
        `The Last-Event-ID is ${following.behind} records behind, and at most ${following.most} are read again here. ` +
        'Begin anew without it, and read what came before from GET /v1/trades.',
      extra: { behind: Number(following.behind), most: Number(following.most) },
    });
  }
}

const slugOfTooFar = 'too-far-behind';

const malformed = (because: string): Problem =>
  problems.badRequest('last-event-id-malformed', `The Last-Event-ID is no place in this stream: ${because}.`);

function wanted(lastEventId: string | undefined): Positions | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const positions = parsePositions(lastEventId, topics.trades.partitions);
  if (positions === 'malformed')
    throw malformed(
      `expected pairs of partition and offset for ${topics.trades.partitions} partitions, like 0:12,1:40`,
    );
  return positions;
}
