import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inDatabase } from '../support/database.js';
import { counterService } from './counter-service.js';
import { changesOf, countIn, parkedIn, totalOf } from './counter-traces.js';
import { add, type CounterWorld, counterWorld, until } from './counter-world.js';

const dayMs = 86_400_000;

let world: CounterWorld;
beforeAll(async () => {
  world = await counterWorld();
}, 120_000);
afterAll(() => world?.end(), 60_000);
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a service whose clock is', () => {
  const cases = [
    ['weeks ahead', 'weeks-ahead', 20 * dayMs],
    ['hours ahead', 'hours-ahead', dayMs / 6],
    ['days behind', 'days-behind', -3 * dayMs],
  ] as const;

  it.each(cases)(
    '%s sends and handles as any other, parks nothing and keeps the days of its inbox',
    async (_, name, offMs) => {
      const url = await world.database(name);
      const days = (): Promise<unknown[]> =>
        inDatabase(url, `SELECT relname FROM pg_class WHERE relname ~ '^inbox_\\d{8}$' ORDER BY relname`);
      const right = counterService({ service: name, instance: `${name}-1`, url, brokers: world.kafka.brokers });
      await right.messaging.start();
      await right.stop();
      const kept = await days();

      const ownNow = Date.now.bind(Date);
      jest.spyOn(Date, 'now').mockImplementation(() => ownNow() + offMs);
      const wrong = counterService({ service: name, instance: `${name}-2`, url, brokers: world.kafka.brokers });
      try {
        await wrong.start();
        const asking = { work: wrong.asking, message: [add(name, 'counter', 3)] };
        await wrong.messaging.shell.run({ tasks: [asking as never] });
        await until(() => totalOf(url, 'counter'), 3);
        await until(() => countIn(url, 'outbox'), 0);
        expect(await parkedIn(url)).toEqual([]);
        expect(await days()).toEqual(kept);
        expect(await changesOf(world.kafka.brokers, name)).toEqual(new Map([['counter', [1]]]));
      } finally {
        await wrong.stop();
      }
    },
    60_000,
  );
});
