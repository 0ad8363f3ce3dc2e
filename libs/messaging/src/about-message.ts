import { sagaNamedBy } from './parked-message.js';
import type { Batch, Task, TaskToPark } from './shell.js';
import type { About } from './trouble.js';

/** A trace's id in a W3C `traceparent`. */
export const traceIdOf = (traceparent: string | undefined): string | undefined =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1];

/** Which message of which saga it was, where it stood and which trace it belongs to, as fields of a log line. */
export function aboutMessage({ message, parcel, place, traceparent, work }: Task): About {
  return present({ work: work.name, ...place, parcel, ...sagaNamedBy(message), traceId: traceIdOf(traceparent) });
}

/** Where a record stood of which nothing could be read. */
export function aboutRecord({ parked: { topic, partition, offset, parcel } }: TaskToPark): About {
  return present({ topic, partition, offset, parcel });
}

/** So many parcels tell a batch from any other. */
const mostParcels = 10;

/** How many messages a batch held, and the first of the parcels that they came in. */
export const aboutBatch = ({ tasks, arrived = [] }: Batch): About => ({
  messages: tasks.length,
  parcels: arrived.slice(0, mostParcels).map(({ id }) => id),
});

const present = (fields: About): About =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
