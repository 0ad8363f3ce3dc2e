import type { Outgoing } from './message.js';
import type { ParkedMessage } from './parked-message.js';
import type { Transaction } from './work.js';

/** PostgreSQL's text holds no NUL; a parked body keeps everything else that came. */
const withoutNul = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

/** A row for the operator and a record for whoever watches, both in the transaction that gave up on the message. */
export class Parking {
  constructor(private readonly topic: string) {}

  async park(tx: Transaction, messages: readonly ParkedMessage[], send: Outgoing[]): Promise<void> {
    for (const { body, reason, stack, ...why } of messages)
      send.push({
        kind: 'record',
        topic: this.topic,
        record: {
          key: why.parcel ?? `${why.topic}/${why.partition}/${why.offset}`,
          // The record must fit where the original did; its whole body stands in the row.
          value: JSON.stringify({
            ...why,
            reason: reason.slice(0, 1024),
            stack: stack?.slice(0, 8 * 1024) ?? null,
            body: withoutNul(body).slice(0, 64 * 1024),
          }),
          headers: { 'content-type': 'application/json' },
        },
      });
    await tx.query('park', parkText, [
      messages.map(({ kind }) => kind),
      messages.map(({ topic }) => topic),
      messages.map(({ partition }) => partition),
      messages.map(({ offset }) => offset),
      messages.map(({ parcel }) => parcel),
      messages.map(({ index }) => index),
      messages.map(({ commandId }) => commandId && withoutNul(commandId)),
      messages.map(({ sagaId }) => sagaId && withoutNul(sagaId)),
      messages.map(({ reason }) => withoutNul(reason)),
      messages.map(({ stack }) => stack && withoutNul(stack)),
      messages.map(({ body }) => withoutNul(body)),
    ]);
  }
}

const parkText = `
  INSERT INTO parked (kind, topic, partition, kafka_offset, parcel, index, command_id, saga_id, reason, stack, body)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::uuid[], $6::int[], $7::text[], $8::text[],
                       $9::text[], $10::text[], $11::text[])
  ON CONFLICT DO NOTHING`;
