import type { Arrived } from './inbox.js';
import { sagaNamedBy } from './parked-message.js';
import type { ConsumedRecord } from './read-record.js';
import type { Tracing } from './tracing.js';

/** A span's list of sagas is for finding it by one of them; a longer one costs more than it finds. */
const mostSagaIds = 50;

/** A parcel or an event as it was read; `traceparent` is that of the batch that wrote it. */
interface Taken {
  readonly record: ConsumedRecord;
  readonly tasks: readonly { readonly message: unknown }[];
  readonly arrived?: Arrived;
  readonly traceparent?: string;
}

interface ParcelSpans {
  /** The spans' own contexts, which the batch names as its causes. */
  readonly causes: readonly string[];
  end(): void;
}

const none: ParcelSpans = { causes: [], end: () => undefined };

/** One span per parcel or event taken, a child of the batch that wrote it, so that its trace shows who took it. */
export function parcelSpans(tracing: Tracing, records: readonly Taken[]): ParcelSpans {
  if (!tracing.on) return none;
  const spans = records.map(({ record, tasks, arrived, traceparent }) =>
    tracing.start(`process ${record.topic}`, {
      kind: 'consumer',
      causes: traceparent === undefined ? [] : [traceparent],
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': record.topic,
        'messaging.destination.partition.id': String(record.partition),
        'messaging.kafka.offset': Number(record.offset),
        'messaging.batch.message_count': tasks.length,
        ...(arrived && { 'messaging.message.id': arrived.id }),
        'gridsaga.saga.ids': sagaIdsOf(tasks),
      },
    }),
  );
  return {
    causes: spans.flatMap(({ traceparent }) => traceparent ?? []),
    end: () => {
      for (const span of spans) span.end();
    },
  };
}

function sagaIdsOf(tasks: Taken['tasks']): string[] {
  const ids = new Set<string>();
  for (const { message } of tasks) {
    if (ids.size === mostSagaIds) break;
    const { sagaId } = sagaNamedBy(message);
    if (sagaId !== null) ids.add(sagaId);
  }
  return [...ids];
}
