import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { queriedGauges } from './queried-gauge.js';

const outbox = { name: 'outbox_rows', help: 'Rows', text: 'rows' };
const phases = { name: 'sagas', help: 'Sagas', text: 'sagas', labels: ['phase'] };

/** A page of metrics whose gauges ask a database that answers so. */
async function page(answer: (text: string) => Promise<unknown>, times = 1): Promise<string[]> {
  const registry = new Registry();
  queriedGauges(registry, { query: answer as <Row>(text: string) => Promise<Row> }, [outbox, phases], 20);
  for (let at = 1; at < times; at += 1) await registry.metrics();
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('a gauge that asks the database', () => {
  it('shows what was answered, by its labels', async () => {
    const lines = await page(async (text) => (text === 'rows' ? [{ value: '3' }] : [{ phase: 'doing', value: '7' }]));
    expect(lines).toEqual(expect.arrayContaining(['outbox_rows 3', 'sagas{phase="doing"} 7']));
  });

  it('forgets labels that are answered no longer', async () => {
    let asked = 0;
    const lines = await page(async (text) => {
      if (text === 'rows') return [];
      asked += 1;
      return [{ phase: asked === 1 ? 'doing' : 'undoing', value: '1' }];
    }, 2);
    expect(lines.filter((line) => line.startsWith('sagas{'))).toEqual(['sagas{phase="undoing"} 1']);
  });

  it('has no value while it is not answered, is counted so, and keeps no other from being read', async () => {
    const lines = await page(async (text) => {
      if (text === 'rows') throw new Error('connection refused');
      return [{ phase: 'doing', value: '7' }];
    }, 3);
    expect(lines.filter((line) => line.startsWith('outbox_rows'))).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'sagas{phase="doing"} 7',
        'gridsaga_gauge_failures_total{gauge="outbox_rows"} 2',
        'gridsaga_gauge_failures_total{gauge="sagas"} 0',
      ]),
    );
  });

  it('gives up on a database that does not answer at all', async () => {
    const lines = await page((text) => (text === 'rows' ? new Promise(() => undefined) : Promise.resolve([])), 2);
    expect(lines).toContain('gridsaga_gauge_failures_total{gauge="outbox_rows"} 1');
  });
});
