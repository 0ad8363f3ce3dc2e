import { describe, expect, it } from '@jest/globals';
import { TwoPhaseWorker } from './two-phase-worker.js';

const wall = Date.parse('2026-01-02T00:00:00Z');
const parcel = (messages: readonly unknown[]) => ({
  ...{ id: '0198a7b2-0000-7000-8000-000000000001', source: 'trading-1', at: '2026-01-02T00:00:00Z', messages },
});
const record = (value: string, offset = '7') => ({ topic: 't', partition: 1, offset, value: Buffer.from(value) });

function aWorker() {
  const handled: number[][] = [];
  const troubles: [unknown, unknown][] = [];
  const worker = new TwoPhaseWorker<number>(
    (message) => (typeof message === 'number' ? message : undefined),
    async (messages) => void handled.push([...messages]),
    (error, _what, about) => void troubles.push([error, about]),
  );
  return { worker, handled, troubles };
}

describe('the worker of prepares or decisions', () => {
  it('hands over the messages of all records together', async () => {
    const { worker, handled, troubles } = aWorker();
    const records = [parcel([1, 2]), parcel([3])].map((one) => worker.read(record(JSON.stringify(one)), wall));
    expect(await worker.handle(records, () => false)).toBe('handled');
    expect([handled, troubles]).toEqual([[[1, 2, 3]], []]);
  });

  it('tells of what it cannot read, and does the rest', async () => {
    const { worker, handled, troubles } = aWorker();
    const records = [record('no parcel'), record(JSON.stringify(parcel([1, 'x', 2])), '8')];
    await worker.handle(
      records.map((one) => worker.read(one, wall)),
      () => false,
    );
    expect(handled).toEqual([[1, 2]]);
    expect(troubles.map(([, about]) => about)).toEqual([
      { topic: 't', partition: 1, offset: '7' },
      { ...{ topic: 't', partition: 1, offset: '8' }, parcel: parcel([]).id, index: 1 },
    ]);
  });

  it('says that it was abandoned, so that nobody takes the records for done', async () => {
    const { worker } = aWorker();
    expect(await worker.handle([], () => true)).toBe('abandoned');
  });
});
