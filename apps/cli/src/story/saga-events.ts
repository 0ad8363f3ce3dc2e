import { durationText } from './amount-text.js';
import { saidBecause } from './said-because.js';
import { wordsOf } from './step-words.js';
import { msOf, type ToldEvent } from './told-event.js';
import type { SagaDocument, TimelineEntry, TradeDocument } from './trade-facts.js';

/** Every ask, answer and decision of a trade, on either path; what operators did is told by the audit. */
export const sagaEvents = (
  { timeline }: Pick<SagaDocument, 'timeline'>,
  { settlement }: Pick<TradeDocument, 'settlement'>,
): ToldEvent[] =>
  timeline.flatMap((entry): ToldEvent[] => {
    if (entry.direction === 'by an operator') return [];
    return entry.direction === 'decide'
      ? [decided(entry, settlement)]
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

function decided({ askedAt: at, answer, because }: TimelineEntry, path: TradeDocument['settlement']): ToldEvent {
  const why = because ? saidBecause(because) : 'refused';
  const [yes, no] =
    path === 'two-phase'
      ? ['Trading decided to commit: from here on nothing takes it back.', `Trading refused it: ${why}. It is aborted.`]
      : [
          'Trading confirmed it: from here on nothing is undone, and everything has to be finished.',
          `Trading did not confirm it: ${why}. Everything is undone.`,
        ];
  return { at, kind: 'decide', text: answer === 'accepted' ? yes : no };
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
  if (answer === 'accepted') return [{ at, kind: 'answer', text: `${who} ${did}, ${after}.` }];
  if (because?.reason === 'mixed') {
    const why = saidBecause({ ...because, reason: 'somebody had ended its prepared transaction by hand' });
    return [{ at, kind: 'answer', text: `${who} was not able ${to}, ${after}: ${why}.` }];
  }
  const where = answer === 'refused' ? '' : ' where nothing may be refused';
  const why = because ? saidBecause(because) : 'no reason was given';
  return [{ at, kind: 'answer', text: `${who} refused ${to}${where}, ${after}: ${why}.` }];
}
