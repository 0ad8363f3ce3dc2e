import { type Command, Option } from 'commander';
import { durationText } from '../story/amount-text.js';
import { cellText, type Column, type Document, field, fieldOf } from '../table/column.js';
import { atDesk, type OpenDesk } from './desk.js';
import { addListing } from './listing.js';

const listOf = (of: Document, name: string): readonly Document[] => (of[name] ?? []) as readonly Document[];

/** What each participant has said, by name: `settlement yes, metering –`. */
const saidByEach = (head: string, name: 'vote' | 'acknowledged'): Column => ({
  head,
  cell: (of) =>
    listOf(of, 'participants')
      .map((one) => `${cellText(one['participant'])} ${cellText(one[name]) || '–'}`)
      .join(', '),
});

const columns: readonly Column[] = [
  field('GID', 'gid'),
  field('STATE', 'state'),
  { head: 'AGE', right: true, cell: (of) => durationText(Number(fieldOf(of, 'ageMs'))) },
  {
    ...{ head: 'IN DOUBT', right: true },
    cell: (of) => (of['inDoubtMs'] === undefined ? '' : durationText(Number(of['inDoubtMs']))),
  },
  { head: 'TRADES', right: true, cell: (of) => String(listOf(of, 'trades').length) },
  saidByEach('VOTES', 'vote'),
  saidByEach('ACKNOWLEDGED', 'acknowledged'),
  { ...field('ASKS', 'asks'), right: true },
  field('NEXT ASK', 'dueAt'),
];
const participantColumns: readonly Column[] = [
  field('PARTICIPANT', 'participant'),
  field('VOTE', 'vote'),
  field('VOTED AT', 'votedAt'),
  field('ACKNOWLEDGED', 'acknowledged'),
  field('ACKNOWLEDGED AT', 'acknowledgedAt'),
  field('BECAUSE', 'because'),
];
const refusedColumns: readonly Column[] = [
  field('REFUSED BY', 'participant'),
  field('TRADE', 'tradeId'),
  field('BECAUSE', 'because'),
];

const filters: readonly Option[] = [
  new Option('--state <state>', 'in doubt is what locks rows at the participants').choices([
    ...['open', 'in-doubt', 'ended', 'mixed'],
  ]),
  new Option('--trade <id>', 'those that one trade came into'),
];

/** Adds `two-phase`: global transactions, whose trades are committed together or not at all. */
export function addTwoPhase(program: Command, open: OpenDesk): void {
  const twoPhase = program
    .command('two-phase')
    .description('global transactions: trades that are committed at one instant or not at all, and what is in doubt');
  addListing(twoPhase, open, {
    ...{ name: 'list', about: 'global transactions with who has voted and who has acknowledged' },
    ...{ service: 'trading', path: '/v1/two-phase', filters, columns },
  });
  twoPhase
    .command('show')
    .description('one global transaction: its trades, the rows that it locks, votes, refusals and acknowledgements')
    .argument('<gid>', 'as the list names it, or as pg_prepared_xacts does')
    .action(
      atDesk(open, async (desk, gid: string) => {
        const found = await desk.api.ask<Document>('trading', `/v1/two-phase/${encodeURIComponent(gid)}`);
        const participants = listOf(found, 'participants');
        const refused = participants.flatMap((one) =>
          listOf(one, 'refused').map((trade): Document => ({ participant: one['participant'], ...trade })),
        );
        desk.show(found, () => [
          ...desk.record(found),
          '',
          ...desk.table(participantColumns, participants),
          ...(refused.length > 0 ? ['', ...desk.table(refusedColumns, refused)] : []),
        ]);
      }),
    );
}
