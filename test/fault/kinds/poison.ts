import { CompressionTypes, type Producer } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { topics } from '#libs/contracts';
import type { Draw } from '../../../local/sample/seeded-random.js';
import { type ServiceName, serviceNames } from '../../../local/services.js';
import type { Stack } from '../../../local/stack.js';
import { waitUntil } from '../../../local/wait-until.js';
import { asked } from '../../support/ask-database.js';
import { aParcel } from '../../support/loose-producer.js';
import { aStrangeMessage, poison } from '../../support/poison.js';
import type { FaultKind } from './fault-kind.js';
import { strikingTopics } from './topic-strikes.js';

const megabyte = 1024 * 1024;
const longText = (bytes: number): string => aParcel([aStrangeMessage({ body: { text: 'x'.repeat(bytes) } })]);

/** What a run puts on topics beside what the stories know: the broker weighs a batch compressed, its reader whole. */
const drinks: readonly (readonly [name: string, value: Buffer | string | null])[] = [
  ...poison,
  ['a megabyte of text', longText(megabyte)],
  ['five megabytes of text', longText(5 * megabyte)],
];

/** Where poison is put, and who reads it. */
const reads: readonly (readonly [topic: string, service: ServiceName])[] = Object.values(topics)
  .filter(({ kind }) => kind === 'internal')
  .map(({ name }) => [name, serviceNames.find((service) => name.startsWith(service)) as ServiceName]);

/** What cannot be read of a prepare or a decision is told of and dropped: the coordinator says it all again. */
const parks = (topic: string): boolean => !/two-phase-(prepare|decide)/.test(topic);

/** A parcel that comes again under its id was handled before, and is dropped: each is to be a new one. */
const anew = (value: Buffer | string | null): Buffer | string | null =>
  typeof value === 'string' ? value.replace(/^\{"id":"[0-9a-f-]{36}"/, `{"id":"${randomUUID()}"`) : value;

interface Planted {
  readonly name: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly service: ServiceName;
}

async function plant(producer: Producer, draw: Draw): Promise<Planted | undefined> {
  const [topic, service] = reads[draw(0, reads.length - 1)] as (typeof reads)[number];
  const [name, value] = drinks[draw(0, drinks.length - 1)] as (typeof drinks)[number];
  const partition = draw(0, topics.tradingReplies.partitions - 1);
  const [sent] = await producer.send({
    ...{ topic, acks: -1, compression: CompressionTypes.GZIP },
    messages: [{ partition, key: null, value: anew(value) }],
  });
  return sent?.baseOffset === undefined ? undefined : { name, topic, partition, offset: sent.baseOffset, service };
}

/** Those that are not parked. */
async function unparked({ databaseUrls }: Stack, planted: readonly Planted[]): Promise<Planted[]> {
  const missing: Planted[] = [];
  for (const service of serviceNames) {
    const there = planted.filter((one) => one.service === service);
    if (there.length === 0) continue;
    const places = await asked(databaseUrls[service], async (client) => {
      const text = 'SELECT topic, partition, kafka_offset AS offset FROM parked WHERE topic = ANY ($1)';
      const { rows } = await client.query<Omit<Planted, 'name'>>(text, [there.map(({ topic }) => topic)]);
      return new Set(rows.map(({ topic, partition, offset }) => `${topic} ${partition}:${offset}`));
    });
    missing.push(...there.filter(({ topic, partition, offset }) => !places.has(`${topic} ${partition}:${offset}`)));
  }
  return missing;
}

const parkedWithinMs = 45_000;

/** Waits until all of it is parked, while other faults are healed. Throws with what is not. */
async function untilParked(stack: Stack, planted: readonly Planted[]): Promise<void> {
  let missing = planted;
  await waitUntil(
    async () => {
      // A database that is away does not say.
      missing = await unparked(stack, planted).catch(() => missing);
      return missing.length === 0 ? true : undefined;
    },
    {
      ...{ everyMs: 200, withinMs: parkedWithinMs },
      otherwise: () =>
        missing
          .map(({ name, topic, partition, offset }) => `${name} at ${topic} ${partition}:${offset} is not parked`)
          .join('; '),
    },
  );
}

const pauseMs = 100;

const poisonTopics: FaultKind = {
  name: 'poison',
  means: 'Records that nobody can read or handle come to topics between services: they are parked or dropped.',
  targets: ['topics'],
  lastsMs: [1_000, 4_000],
  async inject({ stack, draw }) {
    const planted: Planted[] = [];
    const striking = strikingTopics(stack, pauseMs, async (_, producer) => {
      const one = await plant(producer, draw);
      if (one) planted.push(one);
      return one ? 1 : 0;
    });
    return {
      what: 'records that nobody can read put on topics between services',
      async heal() {
        const struck = await striking.stop();
        await untilParked(
          stack,
          planted.filter(({ topic }) => parks(topic)),
        );
        return struck;
      },
    };
  },
};

export const poisonFaults: readonly FaultKind[] = [poisonTopics];
