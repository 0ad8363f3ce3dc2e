import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Kafka, Producer } from 'kafkajs';
import '../support/patience.js';
import { type ConsumedRecord, ensureTopics, formatPositions, type Positions, TopicTail } from '#libs/messaging';
import { waitUntil } from '../../local/wait-until.js';
import { sharedStack, type ReachableStack } from '../support/reachable-stack.js';
import { testKafka } from '../support/topic-listener.js';

let stack: ReachableStack;
let kafka: Kafka;
let producer: Producer;
let topic: string;
const tails: TopicTail<string>[] = [];
beforeAll(async () => {
  stack = await sharedStack();
  kafka = testKafka(stack.brokers);
  topic = `tail-${randomUUID()}`;
  await ensureTopics(kafka, [{ name: topic, partitions: 2, retentionMs: 3_600_000 }], { replication: 1 });
  producer = kafka.producer();
  await producer.connect();
});
afterAll(async () => {
  await Promise.all(tails.map((tail) => tail.stop()));
  await producer?.disconnect();
  await stack?.leave();
});

let sent = 0;
/** Writes records to both partitions in turn, and answers what stands in them. */
async function write(count: number): Promise<string[]> {
  const values = Array.from({ length: count }, () => `record ${sent++}`);
  const messages = values.map((value, at) => ({ value, partition: at % 2 }));
  await producer.send({ topic, acks: -1, messages });
  return values;
}

const read = ({ value }: ConsumedRecord): string | undefined => {
  const text = String(value);
  return text === 'nobody gets this' ? undefined : text;
};

/** A tail that keeps little, so that its followers soon have to read the topic themselves. */
function aTail(keep = 10): TopicTail<string> {
  const onTrouble = (error: unknown): void => void error;
  const tail = new TopicTail<string>({ kafka, topic, read, onTrouble, keep, mostBehind: 1_000n, idleMs: 200 });
  tails.push(tail);
  return tail;
}

/** Follows, hearing everything; `pauseMs` makes it slow. */
async function follow(tail: TopicTail<string>, from?: Positions, pauseMs = 0) {
  const following = await tail.follow(from);
  if (!following.ok) throw new Error(`not followed: ${following.because}`);
  const heard: string[] = [];
  const at = new Map(following.from);
  const leaving = new AbortController();
  const ended = following.run(async (records) => {
    await wait(pauseMs);
    for (const { partition, offset, item } of records) {
      heard.push(item);
      at.set(partition, offset + 1n);
    }
  }, leaving.signal);
  const leave = async (): Promise<Positions> => {
    leaving.abort();
    await ended;
    return at;
  };
  const hears = (values: readonly string[]): Promise<true> =>
    waitUntil(() => heard.length >= values.length || undefined, {
      ...{ everyMs: 20, withinMs: 20_000, otherwise: () => `heard ${heard.length} of ${values.length} records` },
    });
  return { heard, leave, hears, from: following.from };
}

describe('the tail of a topic', () => {
  it('begins now, and gives every follower every record once', async () => {
    await write(3);
    const tail = aTail();
    const [one, other] = await Promise.all([follow(tail), follow(tail)]);
    const values = [...(await write(5)), ...(await write(4))];
    await Promise.all([one.hears(values), other.hears(values)]);
    for (const { heard, leave } of [one, other]) {
      await leave();
      expect(heard.toSorted()).toEqual(values.toSorted());
    }
  });

  it('goes on where a follower stood, with what is kept and with what is not', async () => {
    const tail = aTail();
    const stays = await follow(tail);
    const values: string[] = [];
    for (const count of [4, 30, 6]) {
      const before = await follow(tail);
      const at = await before.leave();
      const missed = await write(count);
      values.push(...missed);
      await stays.hears(values);
      const after = await follow(tail, at);
      await after.hears(missed);
      await after.leave();
      expect(after.heard.toSorted()).toEqual(missed.toSorted());
    }
    await stays.leave();
    expect(stays.heard.toSorted()).toEqual(values.toSorted());
  });

  it('loses nothing for a follower who is slower than the topic, past records that nobody gets', async () => {
    const tail = aTail(5);
    const slow = await follow(tail, undefined, 30);
    const values: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      values.push(...(await write(20)));
      await producer.send({ topic, messages: [{ value: 'nobody gets this', partition: round % 2 }] });
    }
    await slow.hears(values);
    await slow.leave();
    expect(slow.heard.toSorted()).toEqual(values.toSorted());
  });

  it('reads again for a new follower after a time in which nobody followed', async () => {
    const tail = aTail();
    const first = await follow(tail);
    const at = await first.leave();
    await wait(600);
    const missed = await write(3);
    const second = await follow(tail, at);
    const values = [...missed, ...(await write(2))];
    await second.hears(values);
    await second.leave();
    expect(second.heard.toSorted()).toEqual(values.toSorted());
  });

  it('says what a follower has missed that the topic no longer has', async () => {
    const begun = await follow(aTail());
    const at = await begun.leave();
    await write(10);
    const admin = kafka.admin();
    await admin.connect();
    const offset = String((at.get(0) ?? 0n) + 3n);
    // kafkajs forgets to ask for the metadata that this needs.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
    await admin.disconnect();
    const following = await aTail().follow(at);
    if (!following.ok) throw new Error(following.because);
    expect(following.missed).toBe(3n);
    expect(formatPositions(following.from)).toBe(`0:${offset},1:${at.get(1)}`);
    await following.run(async () => undefined, AbortSignal.abort());
  });

  it('refuses a place ahead of the topic, and one that is too far behind', async () => {
    const tail = aTail();
    const begun = await follow(tail);
    const at = await begun.leave();
    const ahead = new Map([...at, [1, (at.get(1) ?? 0n) + 1n]]);
    expect(await tail.follow(ahead)).toEqual({ ok: false, because: 'ahead of the topic', end: at });
    await write(1_002);
    expect(await tail.follow(at)).toEqual({ ok: false, because: 'too far behind', behind: 1_002n, most: 1_000n });
  });
});
