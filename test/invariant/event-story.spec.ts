import { describe, expect, it } from '@jest/globals';
import { topics } from '#libs/contracts';
import { eventStory } from './event-story.js';
import type { LoggedEvent } from './log.js';
import { parcelId } from './parcel-id.js';
import { tinyLog } from './tiny-log.js';
import { negativeTrade } from './tiny-world.js';

const whole = new Map<string, number>();
const [told] = tinyLog().events.filter(({ key }) => key === negativeTrade);

/** The trade's event with another sequence, and an id of its own. */
function event(sequence: number, other: Partial<LoggedEvent> = {}): LoggedEvent {
  if (!told) throw new Error('the tiny log tells of this trade');
  const data = { ...(JSON.parse(told.body) as object), sequence };
  return { ...told, attributes: { ...told.attributes, id: `${sequence}` }, body: JSON.stringify(data), ...other };
}

describe('the story of the events', () => {
  it.each([
    ['one after the other', [1, 2, 3], 0],
    ['the first one missing', [2, 3], 1],
    ['a gap', [1, 3], 1],
    ['two of them swapped', [2, 1, 3], 3],
  ])('with %s', (_, sequences, offences) => {
    const { outOfSequence } = eventStory({ events: sequences.map((sequence) => event(sequence)), wholeSince: whole });
    expect(outOfSequence).toHaveLength(offences);
  });

  it('drops repeats, late ones too', () => {
    const events = [event(1), event(2), event(1), event(3), event(2)];
    const { kept, outOfSequence, unlikeRepeats } = eventStory({ events, wholeSince: whole });
    expect(kept.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect([outOfSequence, unlikeRepeats]).toEqual([[], []]);
  });

  it('may begin anywhere where retention has cut the topic, and still has no gap', () => {
    const cut = new Map([[topics.trades.name, 1]]);
    expect(eventStory({ events: [event(5), event(6)], wholeSince: cut }).outOfSequence).toEqual([]);
    expect(eventStory({ events: [event(5), event(7)], wholeSince: cut }).outOfSequence).toHaveLength(1);
  });

  it('has no order where a key stands on two partitions', () => {
    const events = [event(1), event(2, { partition: 1 })];
    expect(eventStory({ events, wholeSince: whole }).outOfSequence).toHaveLength(1);
  });
});

describe("a parcel's id", () => {
  const id = '0198c0de-0000-7000-8000-000000000001';
  it.each([
    ['at the front', `{"id":"${id}","messages":[]}`, id],
    ['elsewhere', `{"messages":[],"id":"${id}"}`, id],
    ['in a parcel that is cut off', `{"id":"${id}","messages":[`, undefined],
    ['that is none', `{"id":"seven","messages":[]}`, undefined],
    ['of nothing', '', undefined],
  ])('%s', (_, text, expected) => {
    expect(parcelId(text)).toBe(expected);
  });
});
