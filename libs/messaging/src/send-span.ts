import { noSpan, type Span, type Tracing } from './tracing.js';

/** The context stands in a parcel's head, or among the headers of the first record of a row. */
const headCharacters = 2048;

const traceparentIn = (body: string): string | undefined =>
  /"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})"/.exec(body.slice(0, headCharacters))?.[1];

/** One span per send of the relay, whose causes are the batches that wrote its rows. */
export function sendSpan(tracing: Tracing, rows: readonly { readonly topic: string; readonly body: string }[]): Span {
  if (!tracing.on) return noSpan;
  const topics = [...new Set(rows.map(({ topic }) => topic))].sort();
  return tracing.start('send', {
    kind: 'producer',
    causes: [...new Set(rows.flatMap(({ body }) => traceparentIn(body) ?? []))],
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'send',
      'messaging.batch.message_count': rows.length,
      'messaging.destination.name': topics.join(','),
    },
  });
}
