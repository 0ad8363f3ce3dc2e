import { randomUUID } from 'node:crypto';
import { topics } from '#libs/contracts';
import { aParcel, type LooseRecord } from './loose-producer.js';

/** A command that no service knows. */
export const aStrangeMessage = (other: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const sagaId = randomUUID();
  const id = `${sagaId}/hold funds/do`;
  const replyTo = topics.tradingReplies.name;
  return { id, type: 'nobody.knows-this.v9', key: 'a', sagaId, attempt: 1, replyTo, body: {}, ...other };
};

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Records that nobody can read, and parcels whose only message nobody can handle. Each is to be parked as one row. */
export const poison: readonly (readonly [string, LooseRecord['value']])[] = [
  ['null', null],
  ['nothing', ''],
  ['white space', ' \n'],
  ['truncated JSON', aParcel([aStrangeMessage()]).slice(0, -7)],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['a NUL', Buffer.from([0])],
  ['a number', '17'],
  ['a text', '"parcel"'],
  ['a list', '[]'],
  ['JSON null', 'null'],
  ['a parcel without an id', aParcel([aStrangeMessage()], { id: undefined })],
  ['a parcel whose id is no UUID', aParcel([aStrangeMessage()], { id: '1; DROP TABLE inbox' })],
  ['a parcel of no time', aParcel([aStrangeMessage()], { at: 'yesterday' })],
  ['a parcel of long ago', aParcel([aStrangeMessage()], { at: '2020-01-01T00:00:00.000Z' })],
  ['a parcel of the future', aParcel([aStrangeMessage()], { at: '2999-01-01T00:00:00.000Z' })],
  ['a parcel without messages', aParcel([])],
  ['messages that are no list', aParcel({ 0: aStrangeMessage() })],
  [
    'a key twice',
    aParcel([aStrangeMessage()]).replace('"source"', '"id":"0198c0de-0000-7000-8000-000000000001","source"'),
  ],
  ['__proto__', aParcel([aStrangeMessage()]).replace('"body":{}', '"body":{"__proto__":{"admin":true}}')],
  ['a number beyond all numbers', aParcel([aStrangeMessage()]).replace('"attempt":1', '"attempt":1e400')],
  ['a number that is not exact', aParcel([aStrangeMessage()]).replace('"attempt":1', '"attempt":9007199254740993')],
  ['a depth of a thousand lists', aParcel([aStrangeMessage()]).replace('"body":{}', `"body":${nested(1_000)}`)],
  ['a depth of a hundred thousand lists', nested(100_000)],
  ['a message that is null', aParcel([null])],
  ['a message that is a number', aParcel([1])],
  ['a message without a type', aParcel([aStrangeMessage({ type: undefined })])],
  ['an unknown version', aParcel([aStrangeMessage({ type: 'settlement.hold-funds.v99' })])],
  ['a message without a saga', aParcel([aStrangeMessage({ sagaId: undefined, key: undefined })])],
  ['a reply to nobody', aParcel([aStrangeMessage({ type: 'saga.reply.v1', re: 'nothing', answer: 'perhaps' })])],
  ['half a megabyte of text', aParcel([aStrangeMessage({ body: { text: 'x'.repeat(512 * 1024) } })])],
];
