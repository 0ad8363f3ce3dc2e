import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import ts from 'typescript';
import { eventReader, publicEvents, topics } from '#libs/contracts';
import { checkout } from '../../local/checkout.js';
import { packContracts } from '../../local/contracts-package.js';
import { serviceNames } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { inDatabase } from '../support/database.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { looseProducer } from '../support/loose-producer.js';
import { ownServers } from '../support/own-servers.js';
import { programsOf } from '../support/page-programs.js';
import { pythonWith } from '../support/python-with.js';
import { ownStack } from '../support/reachable-stack.js';
import { startProgram, type ToldProgram } from '../support/told-program.js';
import { type HeardRecord, readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

const run = promisify(execFile);
const cold = 180_000;
const page = 'docs/consumers.md';
const programs = programsOf(page);

let folder: string;
let world: World;
let stop: () => Promise<void>;
let databaseUrl: string;
let pair: Pair;
let cleared: string;
let rejected: string;
/** Every record of every public topic, once all that is told of the two trades has arrived. */
const records = new Map<string, readonly HeardRecord[]>();

const openTopics = Object.values(topics).filter(({ kind }) => kind === 'public');

async function readOpenTopics(): Promise<true | undefined> {
  for (const { name } of openTopics) records.set(name, await readTopic(world.stack.brokers, name));
  const isTold = (topic: string, id: string): boolean =>
    records.get(topic)?.some(({ headers }) => headers['ce_subject'] === id) ?? false;
  const effects = [topics.bookings.name, topics.transfers.name];
  return [topics.trades.name, ...effects].every((name) => isTold(name, cleared)) ? true : undefined;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-consumers-'));
  const { stack, reachable } = await ownStack();
  stop = () => reachable.leave();
  world = new World(reachable);
  const { postgres } = ownServers(stack);
  await inDatabase(postgres.superuserUrl, 'CREATE DATABASE consumer');
  databaseUrl = postgres.superuserUrl.replace(/\/[^/]*$/, '/consumer');
  pair = await world.aPair();
  await world.aMeterPoint(pair.seller, pair.area);
  const poor = await world.aParty();
  await world.aPortfolio(poor, pair.area);
  cleared = await world.submit(world.aTrade(pair));
  rejected = await world.submit(world.aTrade({ ...pair, buyer: poor }));
  await Promise.all([world.waitForEnd(cleared), world.waitForEnd(rejected)]);
  const otherwise = (): string => 'the trade was not told on all its topics';
  await waitUntil(readOpenTopics, { everyMs: 50, withinMs: 20_000, otherwise });
}, cold);

afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

interface Shown {
  readonly channels: Readonly<Record<string, { address: string; messages: Readonly<Record<string, unknown>> }>>;
  readonly components: { readonly messages: Readonly<Record<string, { headers: object; payload: object }>> };
}

describe('/asyncapi.json', () => {
  it('is served by every service, to everyone, and is the same', async () => {
    const served = await Promise.all(serviceNames.map((name) => fetch(`${world.stack.urls[name]}/asyncapi.json`)));
    expect(served.map(({ status }) => status)).toEqual([200, 200, 200]);
    const [one, ...others] = (await Promise.all(served.map((answer) => answer.json()))) as Shown[];
    for (const other of others) expect(other).toEqual(one);
    expect(Object.values(one?.channels ?? {}).map(({ address }) => address)).toContain(topics.trades.name);
  });

  it('describes every event that the services really sent: its topic, headers and body', async () => {
    const shown = (await (await fetch(`${world.stack.urls.metering}/asyncapi.json`)).json()) as Shown;
    const ajv = formats.default(new Ajv({ allErrors: true, allowUnionTypes: true }));
    const compiled = new Map<string, { headers: ValidateFunction; payload: ValidateFunction }>();
    for (const [type, { headers, payload }] of Object.entries(shown.components.messages))
      compiled.set(type, { headers: ajv.compile(headers), payload: ajv.compile(payload) });
    const seen = new Set<string>();
    for (const { address, messages } of Object.values(shown.channels)) {
      for (const { headers, value, key } of records.get(address) ?? []) {
        const type = headers['ce_type'] ?? '';
        const schema = compiled.get(type);
        expect(Object.keys(messages)).toContain(type);
        expect([type, schema?.headers(headers), schema?.headers.errors]).toEqual([type, true, null]);
        expect([type, schema?.payload(JSON.parse(String(value))), schema?.payload.errors]).toEqual([type, true, null]);
        expect(String(key)).toBe(headers['ce_partitionkey'] ?? headers['ce_subject']);
        seen.add(type);
      }
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining([
        ...['gridsaga.account.opened.v1', 'gridsaga.booking.firmed.v1', 'gridsaga.deposit.posted.v1'],
        ...['gridsaga.meter-point.registered.v1', 'gridsaga.party.registered.v1'],
        ...['gridsaga.portfolio.registered.v1', 'gridsaga.trade.cleared.v1', 'gridsaga.trade.paid.v1'],
        'gridsaga.trade.rejected.v1',
      ]),
    );
  });

  it('names a source that outlives the instance', () => {
    const sources = [...records].flatMap(([, all]) => all.map(({ headers }) => headers['ce_source']));
    expect(new Set(sources)).toEqual(new Set(['/gridsaga/metering', '/gridsaga/settlement', '/gridsaga/trading']));
  });
});

describe('the page for other teams', () => {
  it('names every public topic, every event, and how long each is kept', async () => {
    const text = await readFile(join(checkout, page), 'utf8');
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    for (const { name, retentionMs } of openTopics) {
      const kept = retentionMs < 0 ? 'for ever' : `${retentionMs / 86_400_000} days`;
      expect(rows.find((row) => row.startsWith(`| \`${name}\``))).toMatch(new RegExp(`${kept} \\|$`));
    }
    for (const { contract } of publicEvents) expect(rows.join('\n')).toContain(`\`${contract.type}\``);
  });
});

const program = (name: string): string => {
  const text = programs.get(name);
  if (text === undefined) throw new Error(`${page} has no program ${name}`);
  return text;
};

/** Puts a cleared trade's records on their topics once more, as a relay that crashed in between would. */
async function tellAgain(topic: string, subject: string): Promise<void> {
  const told = (records.get(topic) ?? []).filter(({ headers }) => headers['ce_subject'] === subject);
  const producer = await looseProducer(world.stack.brokers);
  await producer.put(topic, ...told);
  await producer.close();
}

/** What the page's second program has added up in its database. */
const positions = `SELECT balance_group, sum(net_wh)::int AS net, count(*)::int AS quarter_hours
                     FROM net_position GROUP BY 1 ORDER BY 2`;
const counted = () => [
  { balance_group: pair.buyer, net: -1_000_000, quarter_hours: 4 },
  { balance_group: pair.seller, net: 1_000_000, quarter_hours: 4 },
];

const brokersOf = (groupId: string) => ({ KAFKA_BROKERS: world.stack.brokers, GROUP_ID: groupId });

describe('the contracts as a package', () => {
  let consumerFolder: string;
  const running: ToldProgram[] = [];
  const start = (file: string, env: Readonly<Record<string, string>>): ToldProgram => {
    const started = startProgram(process.execPath, [file], { cwd: consumerFolder, env });
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    consumerFolder = join(folder, 'consumer');
    await mkdir(consumerFolder);
    const tarball = await packContracts(join(folder, 'packed'));
    await writeFile(join(consumerFolder, 'package.json'), '{"private":true,"type":"module"}');
    const ours = ['zod', 'temporal-polyfill', 'kafkajs', 'pg'].map((name) => join(checkout, 'node_modules', name));
    const args = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...ours];
    await run('npm', args, { cwd: consumerFolder });
    for (const file of ['consumer.mjs', 'positions.mjs']) await writeFile(join(consumerFolder, file), program(file));
  }, cold);
  afterAll(() => Promise.all(running.map((one) => one.end())));

  it('resolves outside of this repository, its types too', async () => {
    const right = `
      import { eventReader, tradePaidV1 } from '@gridsaga/contracts';
      const reader = eventReader();
      export async function amounts(record: Parameters<typeof reader.take>[0]): Promise<bigint[]> {
        const taken = await reader.take(record);
        if (!('event' in taken) || taken.event.type !== 'gridsaga.trade.paid.v1') return [];
        const cents: number = taken.event.data.priceCentsPerMWh;
        return tradePaidV1.data.parse(taken.event.data).transfers.map(({ amountEur }) => amountEur * BigInt(cents));
      }`;
    const wrong = right.replace('gridsaga.trade.paid.v1', 'gridsaga.trade.lost.v1');
    const paths = ['right.mts', 'wrong.mts'].map((file) => join(consumerFolder, file));
    for (const [at, text] of [right, wrong].entries()) await writeFile(paths[at] ?? '', text);
    const compiled = ts.createProgram(paths, {
      ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, types: [] },
      ...{ strict: true, noEmit: true, skipLibCheck: true },
    });
    const faulty = ts.getPreEmitDiagnostics(compiled).map(({ file }) => file?.fileName);
    expect([...new Set(faulty)]).toEqual([paths[1]]);
  }, 60_000);

  it("runs the page's consumer: every event of the trades once, and repeats are dropped", async () => {
    const consumer = start('consumer.mjs', brokersOf('page-js'));
    await consumer.says(`${cleared} cleared: 1000000 Wh at 5000 ct/MWh`);
    await consumer.says(`${rejected} rejected: not enough free money`);
    await consumer.says(`${cleared} firm from`);
    await consumer.says(`${cleared} paid: pay in 50.00000000, pay out 50.00000000`);
    const before = consumer.lines.filter((line) => line.startsWith(cleared));
    for (const topic of [topics.trades, topics.bookings, topics.transfers]) await tellAgain(topic.name, cleared);
    await consumer.says('dropped, handled before', 3);
    expect(consumer.lines.filter((line) => line.startsWith(cleared))).toEqual(before);
    expect(before).toHaveLength(3);
    expect(consumer.lines.filter((line) => /breaks|no CloudEvent|left alone/.test(line))).toEqual([]);
    expect(await consumer.end()).toBe(0);
  }, 60_000);

  it('counts each booking exactly once with a memory in the database, also when all is read again', async () => {
    for (const [groupId, line] of [
      ['positions-1', `${cleared} counted`],
      ['positions-2', `${cleared} handled before`],
    ] as const) {
      const consumer = start('positions.mjs', { ...brokersOf(groupId), DATABASE_URL: databaseUrl });
      await consumer.says(line);
      expect(await inDatabase(databaseUrl, positions)).toEqual(counted());
      expect(await consumer.end()).toBe(0);
    }
  }, 60_000);

  it('counts each booking exactly once when two processes have its first event at the same time', async () => {
    await inDatabase(databaseUrl, 'TRUNCATE last_event, net_position');
    const holder = new Client({ connectionString: databaseUrl });
    await holder.connect();
    // Nothing can be added until both have begun, and would have found that nothing was counted before.
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE net_position IN EXCLUSIVE MODE');
    const both = ['positions-3', 'positions-4'].map((groupId) =>
      start('positions.mjs', { ...brokersOf(groupId), DATABASE_URL: databaseUrl }),
    );
    try {
      const waiting = `SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      const bothWait = async (): Promise<true | undefined> =>
        (await inDatabase(databaseUrl, waiting)).length === 2 || undefined;
      const otherwise = (): string => `not both wait:\n${both.flatMap(({ lines }) => lines).join('\n')}`;
      await waitUntil(bothWait, { everyMs: 50, withinMs: 30_000, otherwise });
      await holder.query('COMMIT');
    } finally {
      await holder.end();
    }
    await Promise.all(both.map((one) => one.says(cleared)));
    const said = both.flatMap(({ lines }) => lines);
    expect(said.filter((line) => line === `${cleared} counted`)).toHaveLength(1);
    expect(await inDatabase(databaseUrl, positions)).toEqual(counted());
    expect(await Promise.all(both.map((one) => one.end()))).toEqual([0, 0]);
  }, 90_000);

  it('reads all that the services sent, with the reader of this checkout too', async () => {
    const reader = eventReader();
    const taken = await Promise.all(
      [...records].flatMap(([topic, all]) => all.map((record) => reader.take({ topic, ...record }))),
    );
    expect(taken.filter((one) => !('event' in one))).toEqual([]);
    expect(taken.length).toBeGreaterThan(15);
  });
});

describe('a consumer in Python', () => {
  it(
    "runs the page's program where Python and its packages can be had",
    async () => {
      const [, client = ''] = /pip install (\S+==\S+)/.exec(await readFile(join(checkout, page), 'utf8')) ?? [];
      const found = await pythonWith(client, join(folder, 'python'));
      if ('because' in found) {
        process.stdout.write(`NOT RUN: the page's Python program, since ${found.because}\n`);
        expect(program('consumer.py')).toContain('confluent_kafka');
        return;
      }
      await writeFile(join(folder, 'consumer.py'), program('consumer.py'));
      const consumer = startProgram(found.python, ['consumer.py'], { cwd: folder, env: brokersOf('page-py') });
      try {
        await consumer.says(`${cleared} cleared: 1000000 Wh at 5000 ct/MWh`);
        await consumer.says(`${cleared} firm from`);
        await consumer.says(`${cleared} paid, with 0.22500000 euro of fees`);
        await tellAgain(topics.trades.name, cleared);
        await consumer.says('dropped');
        expect(consumer.lines.filter((line) => line.startsWith(cleared))).toHaveLength(3);
      } finally {
        expect(await consumer.end()).toBe(0);
      }
    },
    cold,
  );
});

invariantsHold(() => world);
