import { type Command, Option } from 'commander';
import { sagaOf } from '../http/saga-of.js';
import { tradeIdNamed } from '../http/trade-named.js';
import type { SagaDocument } from '../story/trade-facts.js';
import { cellText, type Column, type Document, field, fieldOf } from '../table/column.js';
import { durationText } from '../story/amount-text.js';
import { atDesk, type OpenDesk } from './desk.js';
import { addListing } from './listing.js';
import { addSagaActions, waitsFor } from './saga-actions.commands.js';
import { count, yesOrNo } from './page-options.js';

const ms = (head: string, name: string): Column => ({
  head,
  right: true,
  cell: (of) => {
    const value = fieldOf(of, name);
    return typeof value === 'number' ? durationText(value) : '';
  },
});

const awaited: Column = {
  head: 'WAITS FOR',
  cell: (saga) => waitsFor(saga as unknown as SagaDocument),
};

const columns: readonly Column[] = [
  field('SAGA', 'sagaId'),
  field('STATE', 'trade.state'),
  field('PHASE', 'phase'),
  { ...ms('LASTS', 'ageMs'), cell: (saga) => durationText(Number(saga['durationMs'] ?? saga['ageMs'])) },
  awaited,
  field('PAUSED', 'paused'),
  field('BY HAND', 'byHand'),
  field('BECAUSE', 'rejected.because'),
  { ...field('REVISION', 'revision'), right: true },
];
const timelineColumns: readonly Column[] = [
  { head: 'ASKED', cell: (entry) => String(fieldOf(entry, 'askedAt')).replace('T', ' ') },
  field('STEP', 'step'),
  field('DIRECTION', 'direction'),
  { ...field('ASKS', 'asks'), right: true },
  field('ANSWER', 'answer'),
  ms('AFTER', 'durationMs'),
  { head: 'BECAUSE', cell: (entry) => cellText(entry['because'] ?? entry['steps']) },
];

const filters: readonly Option[] = [
  new Option('--state <state>').choices(['pending', 'confirmed', 'cleared', 'rejected', 'stuck']),
  new Option('--phase <phase>').choices(['doing', 'undoing', 'finishing', 'done', 'undone']),
  yesOrNo('open', 'has not ended'),
  yesOrNo('stuck', 'waits for an operator'),
  yesOrNo('paused', 'an operator paused it'),
  yesOrNo('by-hand', 'a step was skipped'),
  new Option('--step <step>', 'a step that is being asked, or is stuck'),
  new Option('--party <eic>', 'seller or buyer'),
  new Option('--reason <reason>', 'why the trade is rejected'),
  new Option('--older-than-s <seconds>').argParser(count(0, 1_000_000_000)),
  new Option('--younger-than-s <seconds>').argParser(count(0, 1_000_000_000)),
];

/** Adds `sagas`. */
export function addSagas(program: Command, open: OpenDesk): void {
  const sagas = program.command('sagas').description('the coordination of each trade, and what operators may do to it');
  addListing(sagas, open, {
    ...{ name: 'list', about: 'sagas in the order of their submission, with what each waits for' },
    ...{ service: 'trading', path: '/v1/sagas', filters, columns },
  });
  sagas
    .command('show')
    .description('one saga as a timeline: every ask, answer and refusal, with durations')
    .argument('<trade>', "the trade's id, which is the saga's, or its external id")
    .action(
      atDesk(open, async (desk, name: string) => {
        const saga = await sagaOf(desk.api, await tradeIdNamed(desk.api, name));
        const { timeline, ...rest } = saga;
        const head = { ...rest, awaits: waitsFor(saga) };
        desk.show(saga, () => [
          ...desk.record(head),
          '',
          ...desk.table(timelineColumns, timeline as unknown as readonly Document[]),
        ]);
      }),
    );
  addSagaActions(sagas, open);
}
