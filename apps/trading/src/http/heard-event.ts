import { tradeRejectedV1 } from '#libs/contracts';
import { type ConsumedRecord, readEvent } from '#libs/messaging';
import { becauseFor, type Viewer } from '../trade/because-for.js';

/** An event of a trade as it lies on the public topic, and whom it concerns. */
export interface HeardEvent {
  readonly type: string;
  readonly tradeId: string;
  readonly parties: readonly unknown[];
  /** The event's data as JSON, of a refusal as much as the viewer may see: the topic itself says it all. */
  readonly textFor: (viewer: Viewer) => string;
}

/** Reads a record of the topic of trades; undefined for one that is no event. */
export function heardEvent(record: ConsumedRecord): HeardEvent | undefined {
  const read = readEvent(record);
  if (!read.ok || typeof read.what.data !== 'object' || read.what.data === null) return undefined;
  const { type, subject, data } = read.what;
  const { seller, buyer } = data as { readonly seller?: unknown; readonly buyer?: unknown };
  return {
    type,
    tradeId: subject,
    parties: [seller, buyer],
    textFor: 'because' in data ? refusalTexts(data) : oneText(data),
  };
}

/** What it takes to know whom a refusal concerns. */
const refusal = tradeRejectedV1.data.pick({
  ...{ seller: true, buyer: true, sellerSide: true, buyerSide: true, area: true, because: true },
});

function oneText(data: object): HeardEvent['textFor'] {
  const text = JSON.stringify(data);
  return () => text;
}

function refusalTexts(data: object): HeardEvent['textFor'] {
  const whole = JSON.stringify(data);
  const { data: read } = refusal.safeParse(data);
  return (viewer) => {
    if (viewer === 'all') return whole;
    // Of what breaks its contract nobody can say whom it concerns.
    return JSON.stringify({ ...data, because: read && becauseFor(viewer, read, read.because) });
  };
}
