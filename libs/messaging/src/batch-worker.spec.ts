import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BatchWorker } from './batch-worker.js';
import { noMetrics } from './messaging-metrics.js';
import { type Batch, Unhandled } from './shell.js';
import { TryAgainLater } from './try-again-later.js';
import type { Work } from './work.js';

const wall = Date.UTC(2026, 4, 1, 12);
const topic = 'commands.v1';
const uuid = (n: number): string => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
const coded = (code: string): Error => Object.assign(new Error(code), { code });

interface Message {
  readonly n: number;
}

const work: Work<'any', unknown, Message, void> = {
  name: 'any',
  touches({ n }) {
    if (typeof n !== 'number') throw new Error('n is not a number');
    return { any: [String(n)] };
  },
  decide: () => ({ answer: undefined, send: [] }),
};

/** A shell of which `fate` decides, by throwing, whether a batch could be written. */
class FakeShell {
  readonly done: number[] = [];
  readonly parked: Required<Batch>['park'][number][] = [];
  arrived: readonly string[] = [];
  runs = 0;
  rehearsals = 0;

  constructor(private readonly fate: (batch: Batch, shell: FakeShell) => void = () => undefined) {}

  async run(batch: Batch): Promise<unknown[]> {
    this.runs += 1;
    this.#check(batch);
    for (const { message } of batch.tasks) this.done.push((message as Message).n);
    this.parked.push(...(batch.park ?? []));
    this.arrived = (batch.arrived ?? []).map(({ id }) => id);
    return [];
  }

  async rehearse(batch: Batch): Promise<void> {
    this.rehearsals += 1;
    this.#check(batch);
  }

  #check(batch: Batch): void {
    for (const task of batch.tasks)
      try {
        task.work.touches(task.message);
      } catch (error) {
        throw new Unhandled(task, error);
      }
    this.fate(batch, this);
  }

  get parkedAt(): unknown[] {
    return this.parked.map(({ parked: { offset, index, reason } }) => [offset, index, reason]);
  }
}

const numbersIn = (batch: Batch): number[] => batch.tasks.map(({ message }) => (message as Message).n);
const refusing =
  (error: unknown, ...refused: number[]) =>
  (batch: Batch): void => {
    if (numbersIn(batch).some((n) => refused.includes(n))) throw error;
  };

interface Handling {
  readonly parcels: readonly (readonly unknown[] | string)[];
  readonly abandoned?: () => boolean;
  readonly ids?: readonly number[];
}

/** Brings parcels, each a list of messages or a raw text, through a worker. */
async function handle(shell: FakeShell, { parcels, abandoned = () => false, ids }: Handling): Promise<string> {
  const worker = new BatchWorker(
    shell,
    [{ topic, carries: 'parcels', work: work as never }],
    noMetrics,
    () => undefined,
  );
  const records = parcels.map((messages, at) => {
    const parcel = { id: uuid(ids?.[at] ?? at), source: 'a', at: new Date(wall).toISOString(), messages };
    const value = Buffer.from(typeof messages === 'string' ? messages : JSON.stringify(parcel));
    return worker.read({ topic, partition: 2, offset: String(at), value }, wall);
  });
  return worker.handle(records, abandoned);
}

const parcelOf = (...ns: number[]): Message[] => ns.map((n) => ({ n }));

describe('a worker', () => {
  it('handles whole parcels in order, in one transaction', async () => {
    const shell = new FakeShell();
    expect(await handle(shell, { parcels: [parcelOf(1, 2), parcelOf(3)] })).toBe('handled');
    expect([shell.done, shell.runs, shell.arrived]).toEqual([[1, 2, 3], 1, [uuid(0), uuid(1)]]);
  });

  it('takes a parcel that came twice in one batch once', async () => {
    const shell = new FakeShell();
    await handle(shell, { parcels: [parcelOf(1, 2), parcelOf(1, 2), parcelOf(3)], ids: [7, 7, 8] });
    expect([shell.done, shell.arrived]).toEqual([
      [1, 2, 3],
      [uuid(7), uuid(8)],
    ]);
  });

  it('parks a record that cannot be read, with its place and its body, and does the rest', async () => {
    const shell = new FakeShell();
    await handle(shell, { parcels: [parcelOf(1), '{"id":', parcelOf(2)] });
    expect(shell.done).toEqual([1, 2]);
    expect(shell.parked.map(({ parked }) => parked)).toEqual([
      expect.objectContaining({ kind: 'record', topic, partition: 2, offset: '1', index: null, body: '{"id":' }),
    ]);
  });

  it('parks every message that cannot be read after one failed try', async () => {
    const shell = new FakeShell();
    await handle(shell, { parcels: [[{ n: 1 }, null, 7, { n: 'x' }, { n: 2 }]] });
    expect(shell.done).toEqual([1, 2]);
    expect(shell.parked.map(({ parked }) => parked.index)).toEqual([1, 2, 3]);
    expect(shell.runs).toBe(2);
  });

  it('parks the message of which the rule throws, with the stack, and no other', async () => {
    const bug = new Error('no rule for 3');
    const shell = new FakeShell(({ tasks }) => {
      const task = tasks.find(({ message }) => (message as Message).n === 3);
      if (task) throw new Unhandled(task, bug);
    });
    await handle(shell, { parcels: [parcelOf(1, 2), parcelOf(3, 4)] });
    expect(shell.done).toEqual([1, 2, 4]);
    expect(shell.parked.map(({ parked }) => parked)).toEqual([
      {
        kind: 'message',
        topic,
        partition: 2,
        offset: '1',
        index: 0,
        parcel: uuid(1),
        commandId: null,
        sagaId: null,
        reason: bug.message,
        stack: bug.stack,
        body: '{"n":3}',
      },
    ]);
  });

  it('parks what the database refuses and nothing else, whatever is refused', async () => {
    const count = 30;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(count - 1), { maxLength: 4 }), async (refused) => {
        const shell = new FakeShell(refusing(coded('23514'), ...refused));
        const all = Array.from({ length: count }, (_, n) => n);
        await handle(shell, { parcels: [parcelOf(...all.slice(0, 7)), parcelOf(...all.slice(7))] });
        expect(shell.done).toEqual(all.filter((n) => !refused.includes(n)));
        expect(shell.parked.map(({ parked }) => JSON.parse(parked.body).n).sort((a, b) => a - b)).toEqual(
          [...refused].sort((a, b) => a - b),
        );
        // The whole, and one more per halving of thirty.
        expect(shell.rehearsals).toBeLessThanOrEqual(6 * refused.length);
      }),
      { numRuns: 60 },
    );
  });

  it('parks the last of a beginning that the database refuses only together', async () => {
    const shell = new FakeShell((batch) => {
      const sum = numbersIn(batch).reduce((one, other) => one + other, 0);
      if (sum > 10) throw coded('23514');
    });
    await handle(shell, { parcels: [parcelOf(4, 4, 4, 1, 1)] });
    expect([shell.done, shell.parkedAt]).toEqual([[4, 4, 1, 1], [['0', 2, '23514']]]);
  });

  it.each(['23505', '40001', '40P01', '55P03', '53100', 'ECONNREFUSED'])(
    'tries again after %s and parks nothing',
    async (code) => {
      const shell = new FakeShell((_, { runs }) => {
        if (runs < 3) throw coded(code);
      });
      expect(await handle(shell, { parcels: [parcelOf(1)] })).toBe('handled');
      expect([shell.done, shell.parked, shell.runs]).toEqual([[1], [], 3]);
    },
  );

  it('takes a unique violation that stays for what it is', async () => {
    const shell = new FakeShell(refusing(coded('23505'), 2));
    await handle(shell, { parcels: [parcelOf(1, 2, 3)] });
    expect([shell.done, shell.parkedAt]).toEqual([[1, 3], [['0', 1, '23505']]]);
  });

  it('tries a refusal again that no single message causes', async () => {
    // Refused as a whole once, and by no rehearsal.
    const shell = new FakeShell((_, { runs, rehearsals }) => {
      if (runs === 1 && rehearsals === 0) throw coded('23514');
    });
    await handle(shell, { parcels: [parcelOf(1, 2)] });
    expect([shell.done, shell.parked]).toEqual([[1, 2], []]);
  });

  it('parks nothing that only cannot be decided yet', async () => {
    let left = 3;
    const shell = new FakeShell(({ tasks: [task] }) => {
      if (task && (left -= 1) >= 0) throw new Unhandled(task, new TryAgainLater('a row is in doubt'));
    });
    await handle(shell, { parcels: [parcelOf(1, 2)] });
    expect([shell.done, shell.parked, shell.runs]).toEqual([[1, 2], [], 4]);
  });

  it('abandons the batch when its partitions have gone', async () => {
    const shell = new FakeShell(() => {
      throw coded('ECONNREFUSED');
    });
    expect(await handle(shell, { parcels: [parcelOf(1)], abandoned: () => shell.runs === 2 })).toBe('abandoned');
    expect(shell.done).toEqual([]);
  });
});

describe('a parked command', () => {
  const command = { n: 'x', id: 'c/step/do', type: 'any.v1', sagaId: 'c', replyTo: 'replies.v1', attempt: 1 };

  it('is still owed an answer', async () => {
    const shell = new FakeShell();
    await handle(shell, { parcels: [[command]] });
    expect(shell.parked).toMatchObject([
      {
        command,
        because: { reason: 'could not be read' },
        parked: { kind: 'message', commandId: command.id, sagaId: command.sagaId },
      },
    ]);
  });

  it.each(['id', 'type', 'sagaId', 'replyTo', 'attempt'])(
    'that does not even tell its %s is owed none',
    async (field) => {
      const shell = new FakeShell();
      await handle(shell, { parcels: [[{ ...command, [field]: undefined }]] });
      expect(shell.parked.map((parked) => parked.command)).toEqual([undefined]);
    },
  );

  it.each<[string, (batch: Batch) => unknown]>([
    ['cannot be decided', ({ park }) => park?.[0]?.task && new Unhandled(park[0].task, new Error('no such row'))],
    ['is refused by the database', () => coded('22P02')],
  ])('of which the answer %s is parked without one', async (_, fault) => {
    const shell = new FakeShell((batch) => {
      if (batch.park?.some((parked) => parked.command)) throw fault(batch);
    });
    expect(await handle(shell, { parcels: [[{ n: 1 }, command]] })).toBe('handled');
    expect([shell.done, shell.parkedAt]).toEqual([[1], [['0', 1, 'n is not a number']]]);
    expect(shell.parked.map((parked) => parked.command)).toEqual([undefined]);
  });
});
