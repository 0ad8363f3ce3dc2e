import type { Command } from 'commander';
import { type Column, field } from '../table/column.js';
import { atDesk, type Desk, type OpenDesk } from './desk.js';
import { addListing } from './listing.js';

const columns: readonly Column[] = [
  field('EIC', 'eic'),
  field('NAME', 'name'),
  field('ROLES', 'roles'),
  field('SUSPENDED', 'suspended'),
  field('SINCE', 'suspendedSince'),
];

interface Suspension {
  readonly eic: string;
  readonly suspended: string | null;
  readonly answer: 'accepted' | 'already';
}

/** Adds `parties`. */
export function addParties(program: Command, open: OpenDesk): void {
  const parties = program.command('parties').description('the members of the market');
  addListing(parties, open, {
    ...{ name: 'list', about: 'parties in the order of their EICs' },
    ...{ service: 'trading', path: '/v1/parties', filters: [], columns },
  });
  parties
    .command('show')
    .description('one party')
    .argument('<eic>')
    .action(
      atDesk(open, async (desk, eic: string) => {
        const party = await desk.api.ask('trading', `/v1/parties/${encodeURIComponent(eic)}`);
        desk.show(party, () => desk.record(party));
      }),
    );
  const suspension = (eic: string): string => `/v1/parties/${encodeURIComponent(eic)}/suspension`;
  parties
    .command('suspend')
    .description('keeps a party from trading; what is under way goes on to its end')
    .argument('<eic>')
    .requiredOption('--why <words>', 'stand in the audit, and in every refusal')
    .action(
      atDesk(open, async (desk, eic: string, { why }: { readonly why: string }) => {
        const json = { why };
        showSuspension(desk, await desk.api.ask<Suspension>('trading', suspension(eic), { method: 'PUT', json }));
      }),
    );
  parties
    .command('resume')
    .description('lets a suspended party trade again')
    .argument('<eic>')
    .requiredOption('--why <words>', 'stand in the audit')
    .action(
      atDesk(open, async (desk, eic: string, { why }: { readonly why: string }) => {
        const query = { why };
        showSuspension(desk, await desk.api.ask<Suspension>('trading', suspension(eic), { method: 'DELETE', query }));
      }),
    );
}

function showSuspension(desk: Desk, answer: Suspension): void {
  const { eic, suspended, answer: said } = answer;
  const before = said === 'already' ? ', as it did before' : '';
  desk.show(answer, () => [
    suspended === null ? `Party ${eic} may trade${before}.` : `Party ${eic} is suspended${before}: ${suspended}`,
  ]);
}
