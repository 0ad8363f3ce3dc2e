import fc from 'fast-check';
import { topics } from '#libs/contracts';
import type { LooseRecord } from '../support/loose-producer.js';
import { harmedJson, type JsonHarm, jsonHarm } from './harmed-json.js';
import { harmedText, type TextHarm, textHarm } from './harmed-text.js';
import { eventsOf, messagesOf } from './record-values.js';
import type { KnownThings } from './known-things.js';
import { wildText } from './wild-values.js';

/** A record as it is to be put on a topic, things still named by their kind. */
export interface HostileRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

export const internalTopicNames = [...messagesOf.keys()];
export const consumedPublicNames = [...eventsOf.keys()];

const partitions = topics.tradingReplies.partitions;
/** The broker takes no larger record. */
const mostBytes = 700_000;

const seldom = <Value>(weight: number, usual: fc.Arbitrary<Value>, odd: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

const harms = seldom(2, fc.array(jsonHarm, { minLength: 1, maxLength: 3 }), fc.constant<JsonHarm[]>([]));
const onBytes = seldom(6, fc.constant<TextHarm[]>([]), fc.array(textHarm, { minLength: 1, maxLength: 2 }));
const where = {
  partition: fc.nat({ max: partitions - 1 }),
  key: fc.oneof(fc.constant(null), fc.constant('«fresh X»'), wildText),
};

const valueOf = (content: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer | null> =>
  seldom(
    30,
    fc
      .tuple(content, harms, onBytes)
      .map(([value, done, bytes]) => harmedText(harmedJson(value, done), bytes).subarray(0, mostBytes)),
    fc.constant(null),
  );

const parcels = (topic: string): fc.Arbitrary<unknown> =>
  fc
    .record({
      messages: fc.array(messagesOf.get(topic) ?? fc.constant(null), { minLength: 1, maxLength: 4 }),
      at: seldom(20, fc.constant('«now»'), wildText),
      traceparent: seldom(10, fc.constant(undefined), wildText),
    })
    .map(({ messages, at, traceparent }) => ({
      id: '«fresh uuid»',
      source: 'nobody-1',
      at,
      ...(traceparent !== undefined && { traceparent }),
      messages,
    }));

const noHeaders: Readonly<Record<string, string>> = {};
const oddHeaders = fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), wildText, { maxKeys: 3 });

/** Records for one internal topic: parcels of messages as their contracts have them, harmed. */
export const internalRecords = (topic: string): fc.Arbitrary<HostileRecord> =>
  fc.record({
    topic: fc.constant(topic),
    ...where,
    headers: seldom(5, fc.constant(noHeaders), oddHeaders),
    value: valueOf(parcels(topic)),
  });

/** Records for a public topic: events as their contracts have them, harmed in head and data. */
export const publicRecords = (topic: string): fc.Arbitrary<HostileRecord> =>
  fc.oneof(
    ...(eventsOf.get(topic) ?? []).map(({ type, data }) =>
      fc.record({
        topic: fc.constant(topic),
        ...where,
        headers: fc
          .record({
            ce_id: seldom(10, fc.constant('«fresh uuid»'), wildText),
            ce_type: seldom(10, fc.constant(type), wildText),
            ce_subject: seldom(10, fc.constant('«fresh X»'), wildText),
            ce_time: seldom(10, fc.constant('«now»'), wildText),
            ce_specversion: seldom(10, fc.constant('1.0'), wildText),
          })
          .chain((head) => seldom<Record<string, string>>(6, fc.constant(head), oddHeaders)),
        value: valueOf(data),
      }),
    ),
  );

/** The record as it is put on its topic, everything named put in place. */
export function asRecord({ partition, key, headers, value }: HostileRecord, known: KnownThings): LooseRecord {
  return {
    ...{ partition, key: key === null ? null : known.fill(key), value: value && known.fillBytes(value) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, known.fill(text)])),
  };
}
