import fc from 'fast-check';
import { z } from 'zod';
import {
  bookDeliveryV1,
  firmBookingV1,
  cancelBookingV1,
  holdFundsV1,
  partyChangedV1,
  partyRegisteredV1,
  postHoldV1,
  topics,
  voidHoldV1,
} from '#libs/contracts';
import type { Schema } from '../support/api-operations.js';
import { schemaValue } from './schema-values.js';

/** Nobody has these: what is asked for them is refused, and leaves nothing that would have to be undone. */
const nobody = (text: string): string =>
  text.replaceAll(/«party \d+»|«party»/g, '«fresh X»').replaceAll(/«area \d+»|«area»/g, '«fresh Y»');

const bodyOf = (schema: z.ZodType): fc.Arbitrary<unknown> =>
  schemaValue(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, 'body').map(
    (value) => JSON.parse(nobody(JSON.stringify(value))) as unknown,
  );

type Contract = { readonly type: string; readonly body: z.ZodType };

/** A saga that never was, or one that has ended long ago. */
const saga = fc.constantFrom('«fresh uuid»', '«fresh uuid»', '«trade»', '«trade 1»', 'no uuid');
const gid = fc.constantFrom('«gid»', '«gid 1»', 'another-system-1', "x'; ROLLBACK PREPARED 'y", 'x'.repeat(200), '');
const steps = fc.constantFrom(
  'hold funds/do',
  'hold funds/undo',
  'book delivery/do',
  'post funds/do',
  'nothing/do',
  '/',
  '',
);

const commands = (...contracts: readonly Contract[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    ...contracts.map(({ type, body }) =>
      fc.record({ saga, step: steps, attempt: fc.constantFrom(1, 2, 999), body: bodyOf(body) }).map((one) => ({
        ...{ id: `${one.saga}/${one.step}`, type, key: '«fresh X»', sagaId: one.saga, attempt: one.attempt },
        ...{ replyTo: topics.tradingReplies.name, body: one.body },
      })),
    ),
  );

const because = fc.option(fc.record({ reason: fc.string(), free: fc.nat() }), { nil: undefined });

const replies = fc
  .record({
    saga,
    step: steps,
    attempt: fc.integer(),
    answer: fc.constantFrom('accepted', 'refused', 'perhaps'),
    because,
  })
  .map(({ saga: key, step, ...told }) => ({
    id: `${key}/${step}/reply`,
    type: 'saga.reply.v1',
    key,
    re: `${key}/${step}`,
    ...told,
  }));

const legs = fc.array(fc.constantFrom('«fresh uuid»', 'no uuid'), { maxLength: 3 });

const prepares = (body: z.ZodType): fc.Arbitrary<unknown> =>
  fc
    .record({
      gid,
      legs: fc.array(fc.record({ id: fc.constant('«fresh uuid»'), body: bodyOf(body) }), { maxLength: 3 }),
    })
    .map((one) => ({ type: 'two-phase.prepare.v1', key: one.gid, ...one }));

/** Nobody is told to commit or to abort what stands: only of what never was. */
const unknownGid = fc.constantFrom('another-system-2', 'another-system-3', 'x y', '', "'; --");
const decisions = fc
  .record({
    gid: unknownGid,
    what: fc.constantFrom('commit', 'abort', 'unknown', 'mixed', 'perhaps'),
    legs,
    keys: fc.constantFrom<unknown>([], ['«fresh X»'], 'all'),
  })
  .map(({ what, ...one }) => ({ type: `two-phase.${what}.v1`, key: one.gid, ...one }));

const votes = fc
  .record({
    gid: unknownGid,
    participant: fc.constantFrom('settlement', 'metering', 'trading', '__proto__'),
    legs,
    type: fc.constantFrom('two-phase.vote.v1', 'two-phase.acknowledged.v1', 'two-phase.asked.v1'),
    vote: fc.constantFrom('yes', 'refused', 'busy', 'perhaps'),
    refused: fc.array(fc.record({ id: fc.constantFrom('«fresh uuid»', 1), because }), { maxLength: 2 }),
    as: fc.constantFrom('committed', 'aborted', 'mixed', 'eaten'),
  })
  .map((one) => ({ key: one.gid, ...one }));

/** What is put into the parcels of each internal topic; metering and settlement are asked in their own words. */
export const messagesOf: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map([
  [topics.settlementCommands.name, commands(holdFundsV1, voidHoldV1, postHoldV1)],
  [topics.meteringCommands.name, commands(bookDeliveryV1, cancelBookingV1, firmBookingV1)],
  [topics.tradingReplies.name, replies],
  [topics.settlementPrepare.name, prepares(holdFundsV1.body)],
  [topics.meteringPrepare.name, prepares(bookDeliveryV1.body)],
  [topics.settlementDecide.name, decisions],
  [topics.meteringDecide.name, decisions],
  [topics.tradingVotes.name, votes],
]);

/** What is told on the public topics that a service reads, by type. */
export const eventsOf: ReadonlyMap<string, readonly { readonly type: string; readonly data: fc.Arbitrary<unknown> }[]> =
  new Map([
    [topics.parties.name, [partyRegisteredV1, partyChangedV1].map(({ type, data }) => ({ type, data: bodyOf(data) }))],
  ]);
