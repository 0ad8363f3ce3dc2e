import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { depositWork } from '../../apps/settlement/src/http/deposit.work.js';
import { setLimits } from '../../apps/metering/src/http/set-limits.work.js';
import { bookingLegs } from '../../apps/metering/src/kafka/booking-legs.js';
import * as meteringAside from '../../apps/metering/src/kafka/waiting-commands.work.js';
import { meteringTables } from '../../apps/metering/src/store/metering.state.js';
import { meteringBranchStore, meteringStore } from '../../apps/metering/src/store/metering.store.js';
import { Ground1795219200000 } from '../../apps/metering/src/store/migrations/1795219200000-ground.js';
import { Branches1795564800000 as MeteringBranches } from '../../apps/metering/src/store/migrations/1795564800000-branches.js';
import { awaitFreezes, freezesOf } from '../../apps/settlement/src/kafka/freeze-mixed.work.js';
import { holdLegs } from '../../apps/settlement/src/kafka/hold-legs.js';
import { parties } from '../../apps/settlement/src/kafka/parties.work.js';
import * as settlementAside from '../../apps/settlement/src/kafka/waiting-commands.work.js';
import { Ground1763596800000 } from '../../apps/settlement/src/store/migrations/1763596800000-ground.js';
import { Desk1763683200000 } from '../../apps/settlement/src/store/migrations/1763683200000-desk.js';
import { Lookups1795392000000 } from '../../apps/settlement/src/store/migrations/1795392000000-lookups.js';
import { Branches1795564800000 as SettlementBranches } from '../../apps/settlement/src/store/migrations/1795564800000-branches.js';
import { settlementTables } from '../../apps/settlement/src/store/settlement.state.js';
import { settlementBranchStore, settlementStore } from '../../apps/settlement/src/store/settlement.store.js';
import { freePorts } from '../../local/ports.js';
import { type LocalPostgres, startPostgres } from '../../local/postgres.js';
import { removePostgresData } from '../../local/postgres-place.js';
import { waitUntil } from '../../local/wait-until.js';
import { aCode, anArea } from '../support/a-booking.js';
import { eur, theRate } from '../support/a-hold.js';
import { loneParticipant } from '../support/lone-participant.js';

let folder: string;
let postgres: LocalPostgres;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-legs-'));
  const [port] = (await freePorts(1)) as [number];
  const dataFolder = join(folder, 'postgres');
  postgres = await startPostgres({ dataFolder, port, log: join(folder, 'postgres.log'), durable: false });
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await removePostgresData(join(folder, 'postgres'));
  await rm(folder, { recursive: true, force: true });
});

const trade = (count: number): string => `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`;
const [ann, bob, cleo, dan] = ['ANN', 'BOB', 'CLEO', 'DAN'].map((name) => aCode('X', name)) as [
  ...[ReturnType<typeof aCode>, ReturnType<typeof aCode>],
  ...[ReturnType<typeof aCode>, ReturnType<typeof aCode>],
];

const command = (type: string, step: string, count: number, body: unknown) => ({
  ...{ id: `${trade(count)}/${step}`, type, key: 'any', sagaId: trade(count), attempt: 1 },
  ...{ replyTo: 'trading.replies.v1', body },
});

const soon = <Answer>(asked: () => Promise<Answer | undefined>): Promise<Answer> =>
  waitUntil(asked, { everyMs: 20, withinMs: 3_000, otherwise: () => 'what waited does not come back' });

const isOpen = async (asked: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 150, 'open'))])) === 'open';

const settlement = () =>
  loneParticipant({
    ...{ service: 'settlement', url: postgres.urlOf('settlement'), tables: settlementTables },
    migrations: [Ground1763596800000, Desk1763683200000, Lookups1795392000000, SettlementBranches],
    ...{ store: settlementStore, branchStore: settlementBranchStore, legs: holdLegs(theRate) },
    ...{ aside: settlementAside.waitingCommands(theRate), mostWaitMs: settlementAside.mostWaitMs },
  });

describe('settlement as a participant', () => {
  let service: Awaited<ReturnType<typeof settlement>>;
  const terms = (seller: string, buyer: string) => ({ seller, buyer, energyWh: 1_000_000, priceCentsPerMWh: 1000 });
  const leg = (count: number, seller: string, buyer: string) => ({ id: trade(count), body: terms(seller, buyer) });
  const hold = (count: number, seller: string, buyer: string) =>
    command('settlement.hold-funds.v1', 'hold funds/do', count, terms(seller, buyer));
  const holdState = async (count: number) =>
    (await service.query<{ state: string }>('SELECT state FROM hold WHERE id = $1', [trade(count)]))[0]?.state;
  const posted = async (id: string) =>
    (await service.query<{ posted: string }>('SELECT posted FROM account WHERE id = $1', [id]))[0]?.posted;
  const deposit = (count: number, account: string) =>
    service.submit(depositWork, { id: trade(count), account, amount: eur(5) });
  const registered = (eic: string) => ({
    ...{ id: `party/${eic}/1`, type: 'gridsaga.party.registered.v1', subject: eic, time: '2026-04-30T10:00:00Z' },
    data: { eic, name: 'A party', roles: ['trader'], sequence: 1 },
  });

  beforeAll(async () => {
    service = await settlement();
    await service.query(
      `INSERT INTO account (id, kind, posted) SELECT id, 'party', 10000000000 FROM unnest($1::text[]) AS id`,
      [[ann, bob, cleo, dan]],
    );
    service.resume();
  }, 30_000);
  afterAll(() => service.close());

  it('shows nothing of a leg before its commit, and all of it after', async () => {
    await service.prepare('g1', [leg(1, ann, bob)]);
    expect(await service.votes()).toMatchObject([{ gid: 'g1', type: 'two-phase.vote.v1', vote: 'yes' }]);
    expect([await holdState(1), await posted(bob)]).toEqual([undefined, '10000000000']);
    await service.commit('g1');
    expect([await holdState(1), await posted(bob)]).toEqual(['posted', '8988750000']);
  });

  it('leaves nothing of a leg that is aborted, nor of any beside one that is refused', async () => {
    await service.prepare('g2', [leg(2, ann, bob)]);
    await service.abort('g2');
    await service.prepare('g3', [leg(3, ann, bob), leg(4, ann, aCode('X', 'NOBODY'))]);
    expect((await service.votes()).find(({ gid, type }) => gid === 'g3' && type === 'two-phase.vote.v1')).toMatchObject(
      {
        vote: 'refused',
        refused: [{ id: trade(4), because: { reason: 'unknown account' } }],
      },
    );
    await service.abort('g3');
    expect([await holdState(2), await holdState(3), await posted(bob)]).toEqual([undefined, undefined, '8988750000']);
  });

  it('lets what touches an account in doubt wait, everything else go on, and nobody be taken for unknown', async () => {
    await service.prepare('g5', [leg(5, ann, bob)]);
    const [aside, along] = [hold(6, cleo, bob), hold(7, cleo, dan)];
    const freezes = freezesOf('g0', [ann, 'somebody/somewhere']);
    const paid = deposit(8, bob);
    await Promise.all([
      ...[aside, along].map((one) => service.ask(one)),
      ...[service.submit(awaitFreezes, freezes), service.submit(parties, registered(ann))],
    ]);
    expect(await deposit(9, dan)).toMatchObject({ answer: 'accepted' });
    expect([await service.replyTo(aside.id), await service.replyTo(along.id)]).toEqual([undefined, 'accepted']);
    expect(await isOpen(paid)).toBe(true);
    expect(await service.query('SELECT DISTINCT gid FROM waiting')).toEqual([{ gid: 'g5' }]);

    await service.commit('g5');
    expect(await soon(() => service.replyTo(aside.id))).toBe('accepted');
    expect(await paid).toMatchObject({ answer: 'accepted' });
    await soon(async () => (await service.query('SELECT FROM waiting')).length === 0 || undefined);
    // Two trades of 10.1125 euro each, and a deposit of five.
    expect([await holdState(5), await holdState(6), await posted(bob)]).toEqual(['posted', 'held', '8477500000']);
    expect(await service.query('SELECT id FROM account WHERE frozen')).toEqual([{ id: ann }]);
    expect(await service.query('SELECT who, action, of FROM audit')).toEqual([
      { who: 'two-phase', action: 'freeze', of: `account/${ann}` },
    ]);
  });

  it('refuses a hold that has waited for too long, lets its undo wait on, and keeps the refusal', async () => {
    await service.prepare('g10', [leg(10, cleo, dan)]);
    const late = hold(11, bob, dan);
    const undo = command('settlement.void-hold.v1', 'hold funds/undo', 11, { seller: bob, buyer: dan });
    await Promise.all([service.ask(late), service.ask(undo)]);
    await service.query(`UPDATE waiting SET since = since - interval '15 s'`);
    expect(await soon(() => service.replyTo(late.id))).toBe('refused: row in doubt');
    expect([await holdState(11), await service.replyTo(undo.id)]).toEqual(['refused', undefined]);
    await service.abort('g10');
    expect(await soon(() => service.replyTo(undo.id))).toBe('accepted');
    expect(await holdState(11)).toBe('refused');
  });

  it('opens the account of a party that a leg has asked for in vain', async () => {
    const newcomer = aCode('X', 'NEWCOMER');
    await service.query(`INSERT INTO branch (gid, keys, legs) VALUES ('g12', $1, '{}')`, [[newcomer]]);
    await service.submit(parties, registered(newcomer));
    await service.query(`DELETE FROM branch WHERE gid = 'g12'`);
    expect(await posted(newcomer)).toBe('0');
    expect(service.troubles).toEqual([]);
  });
});

const metering = () =>
  loneParticipant({
    ...{ service: 'metering', url: postgres.urlOf('metering'), tables: meteringTables },
    migrations: [Ground1795219200000, MeteringBranches],
    ...{ store: meteringStore, branchStore: meteringBranchStore, legs: bookingLegs },
    ...{ aside: meteringAside.waitingCommands, mostWaitMs: meteringAside.mostWaitMs },
  });

describe('metering as a participant', () => {
  let service: Awaited<ReturnType<typeof metering>>;
  const delivery = (seller: string, buyer: string) => ({
    ...{ seller, buyer, sellerSide: null, buyerSide: null, area: anArea },
    legs: [{ start: '2026-05-01T12:00:00Z', durationMinutes: 15, energyWh: 1_000 }],
  });
  const leg = (count: number, seller: string, buyer: string) => ({ id: trade(count), body: delivery(seller, buyer) });
  const book = (count: number, seller: string, buyer: string) =>
    command('metering.book-delivery.v1', 'book delivery/do', count, delivery(seller, buyer));
  const bookingState = async (count: number) =>
    (await service.query<{ state: string }>('SELECT state FROM booking WHERE id = $1', [trade(count)]))[0]?.state;
  const firmWh = async (party: string) =>
    (
      await service.query<{ wh: string }>('SELECT firm_sold_wh - firm_bought_wh AS wh FROM position WHERE side = $1', [
        `${party}/${anArea}`,
      ])
    )[0]?.wh;

  beforeAll(async () => {
    service = await metering();
    await service.query(
      `INSERT INTO side SELECT party || '/' || $2, 'portfolio', party, $2, party, 40000, 40000, NULL, 1
         FROM unnest($1::text[]) AS party`,
      [[ann, bob, cleo, dan], anArea],
    );
    service.resume();
  }, 30_000);
  afterAll(() => service.close());

  it('shows nothing of a leg before its commit, all of it after, and nothing of one that is aborted', async () => {
    await service.prepare('g1', [leg(1, ann, bob)]);
    expect([await bookingState(1), await firmWh(ann)]).toEqual([undefined, undefined]);
    await service.commit('g1');
    expect([await bookingState(1), await firmWh(ann), await firmWh(bob)]).toEqual(['firm', '1000', '-1000']);
    await service.prepare('g2', [leg(2, ann, bob)]);
    await service.abort('g2');
    expect([await bookingState(2), await firmWh(ann)]).toEqual([undefined, '1000']);
  });

  it('lets what touches a side in doubt wait, everything else go on, and no side be taken for unknown', async () => {
    await service.prepare('g3', [leg(3, ann, bob)]);
    const [aside, along] = [book(4, cleo, bob), book(5, cleo, dan)];
    const limited = service.submit(setLimits, {
      ...{ key: `${bob}/${anArea}`, injectionLimitW: 0, consumptionLimitW: 20_000, seen: 1 },
      audit: { id: trade(6), who: 'operator:desk', why: 'A smaller plant.' },
    } as Parameters<(typeof setLimits)['decide']>[1]);
    await Promise.all([aside, along].map((one) => service.ask(one)));
    expect([await service.replyTo(aside.id), await service.replyTo(along.id)]).toEqual([undefined, 'accepted']);
    expect(await isOpen(limited)).toBe(true);

    await service.commit('g3');
    expect(await soon(() => service.replyTo(aside.id))).toBe('accepted');
    expect(await limited).toMatchObject({ answer: 'accepted' });
    expect([await bookingState(3), await bookingState(4), await firmWh(bob)]).toEqual(['firm', 'pending', '-2000']);
    expect(service.troubles).toEqual([]);
  });

  it('refuses a booking that has waited for too long, and keeps the refusal', async () => {
    await service.prepare('g7', [leg(7, cleo, dan)]);
    const late = book(8, ann, dan);
    await service.ask(late);
    await service.query(`UPDATE waiting SET since = since - interval '15 s'`);
    expect(await soon(() => service.replyTo(late.id))).toBe('refused: row in doubt');
    await service.abort('g7');
    expect(await bookingState(8)).toBe('refused');
  });
});
