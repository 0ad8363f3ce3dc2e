import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { Inbox } from './inbox.js';
import { type Outgoing, toParticipant } from './message.js';
import { noMetrics } from './messaging-metrics.js';
import { Outbox } from './outbox.js';
import { Parking } from './parking.js';
import { Shell, Unhandled } from './shell.js';
import type { Store, Transaction, Work } from './work.js';

/** A pool of one connection that notes what is said on it; `refuses` names the statements that fail. */
class FakePool {
  readonly said: string[] = [];
  released = 0;
  fresh: string[] | undefined;

  constructor(private readonly refuses: Readonly<Record<string, string>> = {}) {}

  async connect(): Promise<never> {
    return this as never;
  }

  async query(statement: string | { name: string }): Promise<unknown> {
    const name = typeof statement === 'string' ? statement : statement.name;
    this.said.push(name);
    const code = this.refuses[name];
    if (code) throw Object.assign(new Error(name), { code });
    if (name === 'now') return { rows: [{ wall: 1000, market: 2000 }] };
    if (name === 'inbox-take') return { rows: (this.fresh ?? []).map((parcel) => ({ parcel })) };
    return { rows: [], command: name };
  }

  on(): void {}
  off(): void {}

  release(): void {
    this.released += 1;
  }
}

interface State {
  readonly keys: readonly string[];
  readonly seen: string[];
}

const store: Store<'any', State> = {
  async load(tx, { any }) {
    await tx.query('load', '', [any]);
    return { keys: any, seen: [] };
  },
  async save(tx) {
    await tx.query('save', '');
  },
};

interface Message {
  readonly key: string;
  readonly send?: readonly Outgoing[];
}

const work: Work<'any', State, Message, string> = {
  name: 'any',
  touches: ({ key }) => ({ any: [key, 'all'] }),
  decide(state, { key, send = [] }, now) {
    if (key === 'bug') throw new Error('a bug');
    state.seen.push(key);
    return { answer: `${key} of ${state.keys.join()} after ${state.seen.length} at ${now.wall}/${now.market}`, send };
  },
};

const command = { id: 'a', type: 'b', key: 'c', sagaId: 'd', attempt: 1, replyTo: 'e', body: {} };
const taskOf = (message: Message, parcel?: string): never => ({ work, message, ...(parcel && { parcel }) }) as never;

const shellOn = (pool: FakePool, itsStore: Store<'any', State> = store): Shell<'any', State> =>
  new Shell({
    pool: pool as unknown as Pool,
    tables: ['any'],
    store: itsStore,
    outbox: new Outbox(
      'any-1',
      (topic) => {
        if (topic !== 'known.v1') throw new Error(`topic ${topic} is unknown`);
        return 1;
      },
      'any',
    ),
    inbox: new Inbox('any'),
    parking: new Parking('known.v1'),
    clock: { name: 'now', text: '' },
    metrics: noMetrics,
  });

const written = ['BEGIN', 'now', 'load', 'save'];

describe('a batch', () => {
  it('locks each row once, in order, and lets each message see what the ones before it did', async () => {
    const pool = new FakePool();
    let kicks = 0;
    const shell = shellOn(pool);
    shell.onCommit(() => {
      kicks += 1;
    });
    expect(await shell.run({ tasks: [taskOf({ key: 'z' }), taskOf({ key: 'a' })] })).toEqual([
      'z of a,all,z after 1 at 1000/2000',
      'a of a,all,z after 2 at 1000/2000',
    ]);
    expect([pool.said, pool.released, kicks]).toEqual([[...written, 'COMMIT'], 1, 1]);
  });

  it('leaves out what the inbox has seen, and answers it with nothing', async () => {
    const pool = new FakePool();
    pool.fresh = ['new'];
    const arrived = ['old', 'new'].map((id) => ({ id, at: '2026-05-01T00:00:00Z' }));
    const tasks = [taskOf({ key: 'bug' }, 'old'), taskOf({ key: 'a' }, 'new')];
    expect(await shellOn(pool).run({ tasks, arrived })).toEqual([undefined, expect.stringContaining('after 1')]);
  });

  it('writes nothing when a rule throws, and names the task', async () => {
    const pool = new FakePool();
    const bug = taskOf({ key: 'bug' });
    const failure = await shellOn(pool)
      .run({ tasks: [taskOf({ key: 'a' }), bug] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Unhandled);
    expect((failure as Unhandled).task).toBe(bug);
    expect([pool.said, pool.released]).toEqual([['BEGIN', 'now', 'load', 'ROLLBACK'], 1]);
  });

  it.each(['load', 'save', 'COMMIT'])('throws what the database says to %s, with nothing kicked', async (name) => {
    const pool = new FakePool({ [name]: '23514' });
    let kicks = 0;
    const shell = shellOn(pool);
    shell.onCommit(() => {
      kicks += 1;
    });
    await expect(shell.run({ tasks: [taskOf({ key: 'a' })] })).rejects.toMatchObject({ code: '23514' });
    expect([pool.said.at(-1), pool.released, kicks]).toEqual(['ROLLBACK', 1, 0]);
  });

  it('is not committed without what it sends', async () => {
    const pool = new FakePool();
    const tasks = [taskOf({ key: 'a', send: [toParticipant('misspelt.v1', command)] })];
    await expect(shellOn(pool).run({ tasks })).rejects.toThrow('topic misspelt.v1 is unknown');
    expect(pool.said).toEqual([...written, 'ROLLBACK']);
  });

  it('is not committed without what its store fails to write', async () => {
    const pool = new FakePool();
    const faulty = async (): Promise<void> => {
      throw new TypeError('a column has no value');
    };
    const failing = async (tx: Transaction): Promise<void> => {
      await Promise.all([tx.query('save', ''), faulty()]);
    };
    const shell = shellOn(pool, { ...store, save: failing });
    await expect(shell.run({ tasks: [taskOf({ key: 'a' })] })).rejects.toThrow('a column has no value');
    expect(pool.said).not.toContain('COMMIT');
  });

  it('refuses a statement that comes behind COMMIT', async () => {
    const pool = new FakePool();
    const late = async (tx: Transaction): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await tx.query('late', '');
    };
    const shell = shellOn(pool, { ...store, save: late });
    await expect(shell.run({ tasks: [taskOf({ key: 'a' })] })).rejects.toThrow('came after the end of its transaction');
    expect(pool.said).not.toContain('late');
  });

  it('is rehearsed up to its commit, constraints that wait for it included', async () => {
    const pool = new FakePool();
    await shellOn(pool).rehearse({ tasks: [taskOf({ key: 'a' })] });
    expect(pool.said).toEqual([...written, 'constraints', 'ROLLBACK']);
  });

  it('needs no row of a table outside of the lock order', async () => {
    const strange = { ...work, touches: () => ({ other: ['a'] }) };
    const tasks = [{ work: strange, message: { key: 'a' } } as never];
    await expect(shellOn(new FakePool()).run({ tasks })).rejects.toThrow("no table 'other' in the lock order");
  });
});

describe('what a batch parks', () => {
  const parked = {
    kind: 'message',
    ...{ topic: 't', partition: 0, offset: '1', parcel: 'p', index: 0 },
    ...{ commandId: null, sagaId: null, reason: 'r', stack: null, body: '{}' },
  } as const;
  const because = { reason: 'could not be read' };

  it('is written with what it still owes its saga', async () => {
    const pool = new FakePool();
    const owing = {
      ...work,
      parked: { touches: () => ({ any: ['owed'] }), decide: () => ({ send: [toParticipant('known.v1', command)] }) },
    };
    const task = { work: owing, message: { key: 'a' } } as never;
    await shellOn(pool).run({ tasks: [], park: [{ parked, task, command, because }] });
    expect(pool.said).toEqual([...written, 'park', expect.stringMatching(/^outbox-append/), 'COMMIT']);
  });

  it('was parked before when its parcel was handled before', async () => {
    const pool = new FakePool();
    const arrived = [{ id: 'p', at: '2026-05-01T00:00:00Z' }];
    const task = taskOf({ key: 'a' }, 'p');
    await shellOn(pool).run({ tasks: [], park: [{ parked, task, because }], arrived });
    expect(pool.said).toEqual(['BEGIN', 'now', 'inbox-take', 'load', 'save', 'COMMIT']);
  });

  it.each([
    [
      'touches',
      {
        touches: () => {
          throw new Error('no key');
        },
        decide: () => ({ send: [] }),
      },
    ],
    [
      'decide',
      {
        touches: () => ({}),
        decide: () => {
          throw new Error('no rule');
        },
      },
    ],
  ])('names the task whose answer cannot be found by %s', async (_, faulty) => {
    const task = { work: { ...work, parked: faulty }, message: {} } as never;
    const failure = await shellOn(new FakePool())
      .run({ tasks: [], park: [{ parked, task, command, because }] })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Unhandled);
    expect((failure as Unhandled).task).toBe(task);
  });
});
