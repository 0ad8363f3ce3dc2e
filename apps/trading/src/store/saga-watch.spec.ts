import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Progress } from '#libs/saga';
import { sagaWatch } from './saga-watch.js';

const id = '0198c0de-0000-7000-8000-000000000001';
const asked = { askedAt: 1000, asks: 1 };
const because = { reason: 'past the pivot' };
const done: Progress = { startedAt: 1000, steps: {}, ended: { at: 1250, as: 'done' } };
const pivot = { at: 1100, answer: 'accepted' } as const;
const stuckStep = { 'post funds': { do: { ...asked, answer: 'refused', because } } } as const;
const skippedStep = { 'post funds': { do: { ...asked, answer: 'skipped' } } } as const;

async function watched(...written: Progress[]): Promise<{ counts: string[]; lines: unknown[][] }> {
  const registry = new Registry();
  const lines: unknown[][] = [];
  const say =
    (level: string) =>
    (...line: unknown[]): void =>
      void lines.push([level, ...line]);
  const watch = sagaWatch(registry, { debug: say('debug'), warn: say('warn') });
  for (const progress of written) watch({ id, progress });
  const page = await registry.metrics();
  return { counts: page.match(/^gridsaga_saga_seconds_(?:sum|count).*[1-9].*$/gm) ?? [], lines };
}

describe('a watched saga', () => {
  it.each([
    ['done', done, 'cleared'],
    ['undone', { ...done, ended: { at: 1250, as: 'undone' }, rejected: { at: 1100, step: 'x', because } }, 'rejected'],
    [
      'ended with a skipped step',
      { ...done, steps: skippedStep, interventions: [{ at: 1200, action: 'skip' }] },
      'by hand',
    ],
  ] as [string, Progress, string][])(
    'that is %s is measured from its start to its end',
    async (_, progress, outcome) => {
      const { counts, lines } = await watched(progress);
      expect(counts).toEqual([
        `gridsaga_saga_seconds_sum{outcome="${outcome}"} 0.25`,
        `gridsaga_saga_seconds_count{outcome="${outcome}"} 1`,
      ]);
      expect(lines).toEqual([
        ['debug', expect.objectContaining({ sagaId: id, outcome, tookMs: 250 }), 'a trade has ended'],
      ]);
    },
  );

  it('that is stuck is told of with the steps and their refusals', async () => {
    const { counts, lines } = await watched({ startedAt: 1000, pivot, steps: stuckStep });
    expect(counts).toEqual([]);
    expect(lines).toEqual([
      ['warn', { sagaId: id, refusals: [{ step: 'post funds', direction: 'do', because }] }, 'a saga is stuck'],
    ]);
  });

  it('that goes on is nothing to speak of', async () => {
    const { counts, lines } = await watched(
      { startedAt: 1000, steps: { 'hold funds': { do: asked } } },
      { startedAt: 1000, pivot, steps: { 'post funds': { do: asked } } },
    );
    expect([counts, lines]).toEqual([[], []]);
  });
});
