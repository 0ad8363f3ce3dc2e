import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

const database = { name: 'database', check: async () => undefined };

describe('readiness', () => {
  it('is given while every check passes', async () => {
    expect(await new Readiness([database]).ask()).toEqual({ ready: true, checks: { database: 'ok' } });
  });

  it('is not given while a check misses something or throws, and says which', async () => {
    const broker = { name: 'broker', check: async () => 'no broker answers' };
    const migrations = {
      name: 'migrations',
      check: async () => {
        throw new Error('cannot connect');
      },
    };
    expect(await new Readiness([database, broker, migrations]).ask()).toEqual({
      ready: false,
      checks: { database: 'ok', broker: 'no broker answers', migrations: 'cannot connect' },
    });
  });

  it('is not given while the process stops, whatever the checks say', async () => {
    const readiness = new Readiness([database]);
    readiness.drain();
    expect(await readiness.ask()).toEqual({
      ready: false,
      checks: { database: 'ok', draining: 'the process is stopping' },
    });
  });

  it('asks a check as the object that it is', async () => {
    class Broker {
      readonly name = 'broker';
      private readonly missing = 'not connected';
      async check(): Promise<string> {
        return this.missing;
      }
    }
    expect((await new Readiness([new Broker()]).ask()).checks).toEqual({ broker: 'not connected' });
  });
});
