import { describe, expect, it } from '@jest/globals';
import { FreshProducer, type Sender } from './fresh-producer.js';

/** Producers that write down what becomes of them; the first so many cannot connect. */
function made(failures = 0) {
  const story: string[] = [];
  let count = 0;
  const make = (): Sender => {
    count += 1;
    const name = count;
    return {
      async connect() {
        if (name <= failures) throw new Error(`${name} found no broker`);
        story.push(`${name} connected`);
      },
      async sendBatch() {
        return [];
      },
      async disconnect() {
        story.push(`${name} disconnected`);
      },
    };
  };
  return { story, producer: new FreshProducer(make) };
}

describe('a producer that is made anew', () => {
  it('is connected once, and stays until it is given up', async () => {
    const { story, producer } = made();
    const first = await producer.connected();
    expect(await producer.connected()).toBe(first);
    producer.giveUp();
    expect(await producer.connected()).not.toBe(first);
    expect(story).toEqual(['1 connected', '1 disconnected', '2 connected']);
  });

  it('says when there is no broker, and tries another the next time', async () => {
    const { story, producer } = made(1);
    await expect(producer.connected()).rejects.toThrow('1 found no broker');
    await producer.connected();
    expect(story).toEqual(['2 connected']);
  });

  it('is closed once', async () => {
    const { story, producer } = made();
    await producer.connected();
    await producer.close();
    await producer.close();
    producer.giveUp();
    expect(story).toEqual(['1 connected', '1 disconnected']);
  });
});
