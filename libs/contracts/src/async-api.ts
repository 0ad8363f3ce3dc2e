import { z } from 'zod';
import { eventExamples } from './event-examples.js';
import { publicEvents } from './public-events.js';
import type { Topic } from './topics.js';

type PublicEvent = (typeof publicEvents)[number];

const bindingVersion = '0.5.0';

/** What a message of the type carries, as JSON Schema of what travels. */
const payloadOf = ({ contract }: PublicEvent): object => {
  const { $schema: _, ...schema } = z.toJSONSchema(contract.data, { io: 'input', target: 'draft-7' });
  return schema;
};

const service = ({ topic }: PublicEvent): string => topic.name.slice(0, topic.name.indexOf('.'));
const keyOf = (event: PublicEvent): string => ('key' in event ? event.key : event.subject);
const exampleOf = ({ contract }: PublicEvent) => eventExamples[contract.type];

/** CloudEvents 1.0 in binary mode: the attributes are Kafka headers. */
const headersOf = (event: PublicEvent): object => ({
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'content-type'],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: {
      type: 'string',
      minLength: 1,
      description: 'Unique for ever, and the same when the event comes again: drop one that you have seen.',
    },
    ce_type: { type: 'string', const: event.contract.type },
    ce_source: { type: 'string', const: `/gridsaga/${service(event)}` },
    ce_subject: { type: 'string', minLength: 1, description: `Whose sequence is counted: ${event.subject}.` },
    ce_time: { type: 'string', format: 'date-time', description: 'When it was decided, by the wall clock; UTC.' },
    ...('key' in event && {
      ce_partitionkey: { type: 'string', minLength: 1, description: `The record's key: ${event.key}.` },
    }),
    'content-type': { type: 'string', const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C Trace Context, where tracing is on.' },
  },
});

const messageOf = (event: PublicEvent): object => ({
  name: event.contract.type,
  title: event.contract.type,
  summary: event.says,
  contentType: 'application/json',
  headers: headersOf(event),
  payload: payloadOf(event),
  bindings: {
    kafka: { key: { type: 'string', description: `The record's key: ${keyOf(event)}.` }, bindingVersion },
  },
  examples: [{ name: 'example', summary: event.says, payload: exampleOf(event) }],
});

const keptFor = ({ retentionMs }: Topic): string =>
  retentionMs < 0 ? 'Records are kept for ever.' : `Records are kept for ${retentionMs / 86_400_000} days.`;

/** `trading.meter-points.v1` as a name of the document. */
const channelName = ({ name }: Topic): string => name.replace(/\.v(\d+)$/, '-v$1').replace(/\./g, '-');

const channelOf = (topic: Topic, events: readonly PublicEvent[]): object => ({
  address: topic.name,
  title: topic.name,
  description: [
    `Key: ${[...new Set(events.map(keyOf))].join('; ')}.`,
    'In order per key, delivered at least once.',
    keptFor(topic),
    'New types may come: leave alone what you do not know.',
  ].join(' '),
  messages: Object.fromEntries(
    events.map(({ contract }) => [contract.type, { $ref: `#/components/messages/${contract.type}` }]),
  ),
  bindings: {
    kafka: {
      topic: topic.name,
      partitions: topic.partitions,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': topic.retentionMs },
      bindingVersion,
    },
  },
});

const operationOf = (topic: Topic, events: readonly PublicEvent[]): object => {
  const channel = `#/channels/${channelName(topic)}`;
  return {
    action: 'send',
    channel: { $ref: channel },
    summary: `Gridsaga tells everyone on ${topic.name}.`,
    messages: events.map(({ contract }) => ({ $ref: `${channel}/messages/${contract.type}` })),
  };
};

/** The AsyncAPI 3.0 document of every public topic and event; the schemas come from the contracts themselves. */
export function asyncApi(): object {
  const topics = [...new Set<Topic>(publicEvents.map(({ topic }) => topic))];
  const told = topics.map((topic) => [topic, publicEvents.filter((event) => event.topic === topic)] as const);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Gridsaga events',
      version: '1.0.0',
      description:
        'What Gridsaga tells other teams, on Kafka. CloudEvents 1.0 in binary mode: attributes are headers with the ' +
        'prefix ce_, the value is JSON. Each event carries the state after it and the sequence of its subject. A ' +
        'published version never changes but for optional fields; a new version is a new type beside the old one.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(told.map(([topic, events]) => [channelName(topic), channelOf(topic, events)])),
    operations: Object.fromEntries(
      told.map(([topic, events]) => [`tell-${channelName(topic)}`, operationOf(topic, events)]),
    ),
    components: {
      messages: Object.fromEntries(publicEvents.map((event) => [event.contract.type, messageOf(event)])),
    },
  };
}
