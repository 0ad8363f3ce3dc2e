import { describe, expect, it } from '@jest/globals';
import { topics, tradeClearedV1 } from '#libs/contracts';
import { EventStory } from './event-story.js';
import type { LoggedEvent } from './log.js';
import { tinyLog } from './tiny-log.js';
import { negativeTrade } from './tiny-world.js';

const [told] = tinyLog().events.filter(({ key }) => key === negativeTrade);

/** The trade's event with another sequence, and an id of its own. */
function event(sequence: number, other: Partial<LoggedEvent> = {}): LoggedEvent {
  if (!told) throw new Error('the tiny log tells of this trade');
  const data = { ...(JSON.parse(told.body) as object), sequence };
  return { ...told, attributes: { ...told.attributes, id: `${sequence}` }, body: JSON.stringify(data), ...other };
}

/** The events told one after the other, on a topic of which nothing is gone, or the oldest of a partition. */
function story(events: readonly LoggedEvent[], cut?: number): EventStory {
  const told = new EventStory();
  if (cut !== undefined) told.cut(topics.trades.name, cut, 1);
  for (const one of events) told.event(one);
  return told;
}

describe('the story of the events', () => {
  it.each([
    ['one after the other', [1, 2, 3], 0],
    ['the first one missing', [2, 3], 1],
    ['a gap', [1, 3], 1],
    ['two of them swapped', [2, 1, 3], 3],
  ])('with %s', (_, sequences, offences) => {
    expect(story(sequences.map((sequence) => event(sequence))).outOfSequence).toHaveLength(offences);
  });

  it('drops repeats, late ones too', () => {
    const { outOfSequence, unlikeRepeats } = story([event(1), event(2), event(1), event(3), event(2)]);
    expect([outOfSequence, unlikeRepeats]).toEqual([[], []]);
  });

  it('names a repeat that says something else', () => {
    const other = event(2);
    const repeat = { ...event(1), attributes: other.attributes };
    expect(story([event(1), other, repeat]).unlikeRepeats).toHaveLength(1);
  });

  it('counts what is kept, and gives its data back with the subject', () => {
    const read = story([event(1), event(2), event(1)]);
    expect(read.timesTold(topics.trades.name, [tradeClearedV1.type], negativeTrade)).toBe(2);
    const pages = [...read.pages(topics.trades.name, tradeClearedV1.type)].flatMap(
      (page) => JSON.parse(page) as { id: string; sequence: number }[],
    );
    expect(pages.map(({ id, sequence }) => [id, sequence])).toEqual([
      [negativeTrade, 1],
      [negativeTrade, 2],
    ]);
  });

  it('may begin anywhere where retention has cut the partition, and still has no gap', () => {
    expect(story([event(5), event(6)], 0).outOfSequence).toEqual([]);
    expect(story([event(5), event(7)], 0).outOfSequence).toHaveLength(1);
    expect(story([event(5), event(6)], 1).outOfSequence).toHaveLength(1);
  });

  it('has no order where a key stands on two partitions', () => {
    expect(story([event(1), event(2, { partition: 1 })]).outOfSequence).toHaveLength(1);
  });

  it('names what comes after an end', () => {
    expect(story([event(1)]).afterTheEnd).toEqual([]);
    expect(story([event(1), event(2)]).afterTheEnd).toHaveLength(1);
  });
});
