import { describe, expect, it } from '@jest/globals';
import { within } from './within.js';

describe('a promise that must settle within a time', () => {
  it('answers what it answers, and throws what it throws', async () => {
    await expect(within(Promise.resolve(7), 1_000, 'this')).resolves.toBe(7);
    await expect(within(Promise.reject(new Error('broken')), 1_000, 'this')).rejects.toThrow('broken');
  });

  it('says what took longer, and nobody minds how it ends', async () => {
    let fail: (error: Error) => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    await expect(within(late, 5, 'a send to Kafka')).rejects.toThrow('a send to Kafka took longer than 5 ms');
    fail(new Error('much later'));
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
});
