import { durationText } from './amount-text.js';
import { saidBecause } from './said-because.js';
import { wordsOf } from './step-words.js';
import { msOf, type ToldEvent } from './told-event.js';
import type { SagaDocument, TimelineEntry } from './trade-facts.js';

/** Every ask, answer and decision of a trade's saga; what operators did is told by the audit. */
export const sagaEvents = ({ timeline }: Pick<SagaDocument, 'timeline'>): ToldEvent[] =>
  timeline.flatMap((entry): ToldEvent[] => {
    if (entry.direction === 'by an operator') return [];
    return entry.direction === 'decide'
      ? [decided(entry)]
      : [asked(entry), ...answered(entry), ...unanswered(entry, timeline)];
  });

/** A step that had not answered when everything began to be undone: it is undone too, since it may have happened. */
function unanswered(
  { step, direction, answer, askedAt, asks }: TimelineEntry,
  timeline: readonly TimelineEntry[],
): ToldEvent[] {
  const undo = timeline.find((entry) => entry.step === step && entry.direction === 'undo');
  if (direction !== 'do' || answer !== 'never answered' || undo === undefined) return [];
  const { who } = wordsOf(step, direction);
  const after = durationText(msOf(undo.askedAt) - msOf(askedAt));
  const times = asks === 1 ? 'one ask' : `${asks} asks`;
  return [{ at: undo.askedAt, kind: 'ask', text: `${who} had not answered, after ${times} and ${after}.` }];
}

function decided({ askedAt: at, answer, because }: TimelineEntry): ToldEvent {
  const text =
    answer === 'accepted'
      ? 'Trading confirmed it: from here on nothing is undone, and everything has to be finished.'
      : `Trading did not confirm it: ${because ? saidBecause(because) : 'refused'}. Everything is undone.`;
  return { at, kind: 'decide', text };
}

function asked({ step, direction, askedAt: at }: TimelineEntry): ToldEvent {
  const { who, to } = wordsOf(step, direction);
  return { at, kind: 'ask', text: `${who} was asked ${to}.` };
}

function answered({ step, direction, answer, askedAt, answeredAt: at, asks, because }: TimelineEntry): ToldEvent[] {
  if (at === undefined) return [];
  const { who, to, did } = wordsOf(step, direction);
  const took = durationText(msOf(at) - msOf(askedAt));
  const after = asks > 1 ? `after ${asks} asks over ${took}` : `after ${took}`;
  const why = because ? saidBecause(because) : 'no reason was given';
  const text =
    answer === 'accepted'
      ? `${who} ${did}, ${after}.`
      : answer === 'refused'
        ? `${who} refused ${to}, ${after}: ${why}.`
        : `${who} refused ${to} where nothing may be refused, ${after}: ${why}.`;
  return [{ at, kind: 'answer', text }];
}
