import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { commandLine, type CommandOptions, type Said } from '../support/command-line.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { aParcel, looseProducer } from '../support/loose-producer.js';
import { aStrangeMessage } from '../support/poison.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let cleared: string;
beforeAll(async () => {
  // Of its own: services are frozen, and messages parked.
  world = new World((await ownStack()).reachable);
  pair = await world.aPair();
  cleared = await world.submit(world.aTrade(pair, { externalId: 'desk-1' }));
  await world.waitForEnd(cleared);
}, 60_000);
afterAll(() => world.stack.leave());

const gridsaga = (words: readonly string[], options?: CommandOptions): Promise<Said> =>
  commandLine(world.stack, words, options);

/** What a command that is to succeed prints. */
async function told(words: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, out, err } = await gridsaga(words, options);
  if (code !== 0) throw new Error(`gridsaga ${words.join(' ')} ended with ${code}: ${err}${out}`);
  return out;
}

const json = async <Body>(words: readonly string[], options?: CommandOptions): Promise<Body> =>
  JSON.parse(await told([...words, '--json'], options)) as Body;

/** Submits a trade while a service stands still, lets something happen, and wakes the service. */
async function whileFrozen(frozen: ServiceName, happens: (id: string) => Promise<unknown>): Promise<string> {
  world.stack.freeze(frozen);
  try {
    const id = await world.submit(world.aTrade(pair));
    await waitUntil(async () => (await world.timeline(id)).includes('hold funds do accepted') || undefined, {
      ...{ everyMs: 25, withinMs: 15_000, otherwise: () => 'no funds are held' },
    });
    await happens(id);
    return id;
  } finally {
    world.stack.thaw(frozen);
  }
}

describe('explain', () => {
  it("tells a cleared trade's story by its external id, in order, with the money", async () => {
    const story = await told(['explain', 'desk-1']);
    for (const sentence of [
      `Trade ${cleared} (external id desk-1) is cleared.`,
      'at 50.00 EUR/MWh: the buyer owes 50.00 EUR.',
      'venue:venue submitted it',
      'Energy: 1 MWh in 4 quarter hours are firm.',
    ])
      expect(story).toContain(sentence);
    const order = [
      'Its saga began.',
      'Settlement set the money aside',
      'Trading confirmed it',
      `50.00 EUR went from ${pair.buyer} to clearing (pay in).`,
      'Settlement moved the money',
      'The trade is cleared.',
    ].map((sentence) => story.indexOf(sentence));
    expect(Math.min(...order)).toBeGreaterThan(0);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it('gives the same as one JSON document', async () => {
    const facts = await json<Record<string, { length: number }>>(['explain', cleared]);
    expect(facts).toMatchObject({ trade: { tradeId: cleared }, hold: { state: 'posted' }, booking: { state: 'firm' } });
    expect(facts['transfers']).toHaveLength(4);
    expect(facts['story']).toMatchObject({ opening: expect.any(Array), events: expect.any(Array) });
  });

  it('says why a trade was rejected, with the numbers, to its sides and to nobody else', async () => {
    const poor = await world.aPair({ area: pair.area, buyerEur: '1' });
    const id = await world.submit(world.aTrade(poor));
    await world.waitForEnd(id);
    const { keys } = world.stack;
    const why = `not enough free money (needed 50.1125 EUR, free 1.00 EUR, limit 0.00 EUR, party ${poor.buyer})`;
    expect(await told(['explain', id])).toContain(`It came to nothing at 'hold funds': ${why}.`);
    const own = await told(['explain', id], { key: keys.ofParty(poor.buyer) });
    expect(own).toContain(why);
    expect(own).toContain('Not for this key: what operators did');
    expect(await gridsaga(['explain', id], { key: keys.ofParty(pair.buyer) })).toEqual({
      ...{ code: 1, out: '' },
      err: `There is no trade with the id or the external id ${id}.\n`,
    });
    const listed = await json<{ items: { tradeId: string }[] }>(['trades', 'list'], { key: keys.ofParty(poor.buyer) });
    expect(listed.items.map(({ tradeId }) => tradeId)).toEqual([id]);
  });
});

describe('an operator', () => {
  it('pauses a trade while a service is away, is told what is not known, and has it go on', async () => {
    const id = await whileFrozen('metering', async (tradeId) => {
      const paused = await told(['sagas', 'pause', tradeId, '--why', 'metering is away']);
      expect(paused).toMatch(/^The saga is paused: saga \S+ went from revision \d+ to \d+\.\nIt is doing, paused/);
      const story = await told(['explain', tradeId]);
      expect(story).toContain('operator:operator paused it: "metering is away".');
      expect(story).toContain('answers are kept, and nothing is sent.');
      expect(story).toContain('Not known: its booking, because metering at');
      const health = await gridsaga(['health']);
      expect([health.code, health.err]).toEqual([1, 'metering is away.\n']);
      expect(health.out).toMatch(/^trading +ready/m);
    });
    const stale = await gridsaga(['sagas', 'resume', id, '--why', 'back', '--revision', '1']);
    expect([stale.code, stale.out]).toEqual([1, '']);
    expect(stale.err).toMatch(/^trading answered 409 changed-since: changed since \(revision \d+, seen 1\)\.\n$/);
    await told(['sagas', 'resume', id, '--why', 'back']);
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect(await told(['audit', '--of', `saga/${id}`])).toMatch(/resume .*\n.*pause .*metering is away/);
    expect((await gridsaga(['health'])).code).toBe(0);
  });

  it('finds a stuck trade, mends it and has it asked again', async () => {
    const setHold = (id: string, from: string, to: string) =>
      world.query('settlement', 'UPDATE hold SET state = $3 WHERE id = $1 AND state = $2 RETURNING id', [id, from, to]);
    const id = await whileFrozen('metering', (tradeId) => setHold(tradeId, 'held', 'voided'));
    await world.waitFor(id, ['stuck']);
    expect(await told(['sagas', 'list', '--stuck'])).toMatch(new RegExp(`^${id} +stuck +finishing .*post funds`, 'm'));
    expect(await told(['explain', id])).toContain('It is stuck at post funds: an operator has to look.');
    const skipped = await gridsaga(['sagas', 'skip', id, 'firm delivery', '--why', 'to try it']);
    expect([skipped.code, skipped.err]).toEqual([1, expect.stringContaining('409 step-is-not-stuck')]);
    await setHold(id, 'voided', 'held');
    const why = ['--why', 'the hold was mended'];
    expect(await told(['sagas', 'retry', id, ...why])).toContain('Every stuck step is asked again');
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    expect(await told(['explain', id])).toContain(
      'had the stuck steps asked again (post funds): "the hold was mended".',
    );
  });

  it('looks at a parked message and drops it, and the trade that it names tells of it', async () => {
    const producer = await looseProducer(world.stack.brokers);
    const message = { sagaId: cleared, id: `${cleared}/hold funds/do` };
    await producer.put(topics.settlementCommands.name, { value: aParcel([aStrangeMessage(message)]) });
    await producer.close();
    const list = ['parked', 'list', '--saga-id', cleared];
    const line = await waitUntil(async () => /^settlement +(\d+) +parked/m.exec(await told(list)) ?? undefined, {
      ...{ everyMs: 100, withinMs: 15_000, otherwise: () => 'nothing is parked' },
    });
    const name = `settlement/${line[1]}`;
    expect(await told(['parked', 'show', name])).toContain('"type":"nobody.knows-this.v9"');
    expect(await told(['parked', 'drop', name, '--why', 'nobody sent it'])).toContain(
      `${name} went from version 1 to 2`,
    );
    const story = await told(['explain', cleared]);
    expect(story).toContain(`nobody.knows-this.v9 (${name}).`);
    expect(story).toContain(`operator:operator dropped the parked message ${name}: "nobody sent it".`);
    expect(await told(list)).toBe('');
  });

  it('suspends a party, freezes an account and pays out, each with why', async () => {
    const party = await world.aParty();
    expect(await told(['parties', 'suspend', party, '--why', 'no collateral'])).toContain(
      'is suspended: no collateral',
    );
    expect(await told(['parties', 'resume', party, '--why', 'it came in'])).toBe(`Party ${party} may trade.\n`);
    expect(await told(['accounts', 'deposit', party, '10.50'])).toContain('10.50000000 EUR was paid in');
    expect(await told(['accounts', 'freeze', party, '--why', 'a dispute'])).toMatch(/from version \d+ to \d+/);
    const frozen = await gridsaga(['accounts', 'withdraw', party, '1', '--why', 'x']);
    expect([frozen.code, frozen.err]).toEqual([1, expect.stringContaining('account-frozen')]);
    await told(['accounts', 'thaw', party, '--why', 'it is settled']);
    await told(['accounts', 'withdraw', party, '1', '--why', 'it asked for it', '--idempotency-key', `${party}-1`]);
    await told(['accounts', 'withdraw', party, '1', '--why', 'it asked for it', '--idempotency-key', `${party}-1`]);
    expect(await told(['accounts', 'credit-limit', party, '5', '--why', 'trusted'])).toContain(
      'free            14.50 EUR',
    );
    expect(await told(['accounts', 'statement', party])).toContain('closing balance  9.50000000 EUR');
  });
});

describe('a desk', () => {
  it('proposes from standard input, confirms what was proposed, and an operator takes it back', async () => {
    const { keys } = world.stack;
    const [seller, buyer] = [keys.ofParty(pair.seller), keys.ofParty(pair.buyer)];
    const input = JSON.stringify(world.aTrade(pair, { externalId: 'desk-2', energyWh: 20_000 }));
    expect(await told(['trades', 'submit'], { key: seller, input })).toContain('proposed');
    expect(await told(['explain', 'desk-2'], { key: buyer })).toContain(
      `it binds nobody until ${pair.buyer} confirms it`,
    );
    const other = await gridsaga(['trades', 'confirm', 'desk-2', '-'], {
      ...{ key: buyer, input: JSON.stringify(world.aTrade(pair, { energyWh: 30_000 })) },
    });
    expect([other.code, other.err]).toEqual([
      1,
      expect.stringContaining('/energyWh: 20000 was proposed, 30000 is confirmed'),
    ]);
    const confirm = ['trades', 'confirm', 'desk-2', '--as-proposed', '--wait', '20'];
    expect(await told(confirm, { key: buyer })).toContain('which is cleared');
    const counter = ['trades', 'counter', 'desk-2', '--why', 'a typo', '--wait', '20'];
    expect((await gridsaga(counter, { key: buyer })).code).toBe(1);
    expect(await told(counter)).toContain('which is cleared');
    expect(await told(['explain', 'desk-2'])).toMatch(
      /operator:operator took it back by counter-trade \S+: "a typo"\./,
    );
  });

  it('is told which trades of many were refused, and ends with 1', async () => {
    const trades = [world.aTrade(pair, { energyWh: 4 }), world.aTrade(pair, { buyer: 'nobody' })];
    const input = JSON.stringify({ trades });
    const { code, out, err } = await gridsaga(['trades', 'submit', '--wait', '20'], {
      key: world.stack.keys.venue,
      input,
    });
    expect([code, err]).toEqual([1, '1 of 2 trades were refused.\n']);
    expect(out).toMatch(
      /^ 1 +\S{36} +cleared\n 2 +refused +trading answered 422 invalid-fields: .*\/trades\/1\/buyer/m,
    );
  });
});

const day = new Date().toISOString().slice(0, 10);

describe('every list', () => {
  it.each([
    ['trades list --state cleared', /^TRADE +STATE/],
    ['trades show desk-1', /^trade id +\S{36}/],
    ['sagas list --open no --younger-than-s 3600', /^SAGA +STATE/],
    ['sagas show desk-1', /^ASKED +STEP/m],
    ['parties list', /^EIC +NAME/],
    ['parties show BUYER', /^eic /],
    ['accounts list', /^ACCOUNT +KIND/],
    ['accounts show BUYER', /^posted /m],
    [`accounts statement BUYER --from ${day}`, /^opening balance/],
    ['positions --area AREA --party BUYER', /^START +SOLD/],
    ['periods --area AREA --product PH', /^PERIOD +START/],
    [`prices --area AREA --day ${day}`, /^QUARTER HOUR/],
    ['audit', /^SERVICE +AT/],
    ['instances', /^SERVICE +INSTANCE/],
    ['ledger check', /the books balance\.$/m],
    ['parked list --state all', /^SERVICE +ID/],
  ])('%s is a table, and one JSON document', async (line, head) => {
    const words = line.replace('BUYER', pair.buyer).replace('AREA', pair.area).split(' ');
    const [table, document] = await Promise.all([told(words), json(words)]);
    expect(table).toMatch(head);
    expect(document).toEqual(expect.any(Object));
  });

  it('follows its pages with --all, and says without that there is more', async () => {
    const ids = async (...words: string[]): Promise<string[]> =>
      (await json<{ items: { tradeId: string }[] }>(['trades', 'list', ...words])).items.map(({ tradeId }) => tradeId);
    const all = await ids();
    expect(all.length).toBeGreaterThan(3);
    expect(await ids('--limit', '2', '--all')).toEqual(all);
    const first = await gridsaga(['trades', 'list', '--limit', '2']);
    expect(first.err).toBe(`There is more: --after ${all[1]}, or --all.\n`);
    expect(await ids('--limit', '2', '--after', String(all[1]))).toEqual(all.slice(2, 4));
  });
});

describe('wrong use', () => {
  it.each([
    [[]],
    [['nonsense']],
    [['trades']],
    [['explain']],
    [['trades', 'list', '--limit', '0']],
    [['trades', 'list', '--state', 'lost']],
    [['trades', 'list', '--colour', 'red']],
    [['trades', 'confirm', 'desk-1']],
    [['sagas', 'retry', 'desk-1']],
    [['sagas', 'retry', 'desk-1', '--why', 'x', '--revision', 'newest']],
    [['parked', 'show', '17']],
    [['parked', 'list', '--after', '17']],
    [['health', '--trading-url', 'nowhere']],
  ])('of %j ends with 2, and says on standard error what is wrong', async (words) => {
    const { code, out, err } = await gridsaga(words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/\w{3}/);
  });

  it.each([
    [['--help'], /^Usage: gridsaga/],
    [['help', 'sagas'], /force-undo/],
    [['trades', 'submit', '--help'], /--idempotency-key/],
  ])('is helped by %j', async (words, help) => {
    expect(await told(words)).toMatch(help);
  });
});

it.each([
  ['', 'trading answered 401 unauthorized: '],
  ['gs_nobody', 'trading answered 401 unauthorized: This API key is not known. Set GRIDSAGA_API_KEY, or give --key.\n'],
])('ends with 1 without a known key: %j', async (key, said) => {
  const { code, out, err } = await gridsaga(['trades', 'list', '--json'], { key });
  expect([code, err.slice(0, said.length)]).toEqual([1, said]);
  expect(JSON.parse(out)).toMatchObject({ type: 'urn:gridsaga:problem:unauthorized' });
});

invariantsHold(() => world, { leastCleared: 5 });
