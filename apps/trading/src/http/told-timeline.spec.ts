import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ShownEntry, ToldTimeline } from './told-timeline.js';

const entry = (step: string, answer: ShownEntry['answer']): ShownEntry => ({ step, answer });
const saidBy = (told: ToldTimeline, entries: readonly ShownEntry[]): string[] =>
  told.tell(entries).map(({ id, data = '' }) => {
    const { number, step, answer } = JSON.parse(data) as { number: number; step: string; answer: string };
    return `${id}: ${number} ${step} ${answer}`;
  });

describe('the timeline as it is told', () => {
  it('tells an entry when it is new and when it has changed, and nothing twice', () => {
    const told = new ToldTimeline(0);
    const asked = [entry('hold', 'awaited'), entry('book', 'awaited')];
    expect(saidBy(told, asked)).toEqual(['0: 1 hold awaited', '0: 2 book awaited']);
    expect(saidBy(told, asked)).toEqual([]);
    expect(saidBy(told, [entry('hold', 'awaited'), entry('book', 'accepted')])).toEqual(['0: 2 book accepted']);
    expect(saidBy(told, [entry('hold', 'accepted'), entry('book', 'accepted'), entry('confirm', 'accepted')])).toEqual([
      '2: 1 hold accepted',
      '3: 3 confirm accepted',
    ]);
  });

  it('does not move its id past what is stuck, and tells how that ended', () => {
    const told = new ToldTimeline(0);
    expect(saidBy(told, [entry('post', 'stuck'), entry('firm', 'accepted')])).toEqual([
      '0: 1 post stuck',
      '0: 2 firm accepted',
    ]);
    expect(saidBy(told, [entry('post', 'accepted'), entry('firm', 'accepted')])).toEqual(['2: 1 post accepted']);
  });

  it('goes on behind what the client knows', () => {
    const entries = [entry('hold', 'accepted'), entry('book', 'refused'), entry('hold', 'awaited')];
    expect(saidBy(new ToldTimeline(2), entries)).toEqual(['2: 3 hold awaited']);
    expect(saidBy(new ToldTimeline(3), entries)).toEqual([]);
  });

  it('leaves whoever comes back at any moment knowing everything', () => {
    const answers = fc.constantFrom<ShownEntry['answer']>('accepted', 'refused', 'never answered', 'skipped');
    const steps = fc.array(answers, { minLength: 1, maxLength: 6 });
    const ticks = fc.array(fc.record({ settle: fc.nat(5), leaves: fc.nat(9) }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, ticks, (finals, story) => {
        const entries = finals.map((_, at) => entry(`step ${at}`, 'awaited'));
        const known = new Map<number, string>();
        let told = new ToldTimeline(0);
        let lastId = 0;
        const hears = (left: number): void => {
          for (const { id, data = '' } of told.tell(entries).slice(0, left)) {
            lastId = Number(id);
            known.set((JSON.parse(data) as { number: number }).number, data);
          }
        };
        for (const { settle, leaves } of story) {
          const final = finals[settle];
          if (final) entries[settle] = entry(`step ${settle}`, final);
          hears(leaves);
          // The connection breaks in the middle of what was sent.
          if (leaves < 6) told = new ToldTimeline(lastId);
        }
        for (const [at, final] of finals.entries()) entries[at] = entry(`step ${at}`, final);
        hears(Number.POSITIVE_INFINITY);
        expect([...known].sort(([one], [other]) => one - other).map(([, data]) => data)).toEqual(
          entries.map((one, at) => JSON.stringify({ number: at + 1, ...one })),
        );
      }),
    );
  });
});
