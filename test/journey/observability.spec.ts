import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { checkout } from '../../local/checkout.js';
import { serviceNames } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { type SeenMetrics, seenMetrics } from '../support/metrics-page.js';
import { spokenOf } from '../support/promql.js';
import { sharedStack } from '../support/reachable-stack.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

const operations = join(checkout, 'docs', 'operations');
const read = (name: string): Promise<string> => readFile(join(operations, name), 'utf8');

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; type: string; query: string }[] };
}
interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

/** What Prometheus says itself of whatever it reads. */
const ofPrometheus: SeenMetrics = new Map([['up', new Set(['job', 'instance'])]]);

let world: World;
let pair: Pair;
let seen: SeenMetrics;
let dashboard: Dashboard;
let alerts: readonly Alert[];
let page: string;

const scrape = async (name: (typeof serviceNames)[number]): Promise<string> =>
  (await world.http(name, '/metrics')).text;

/** Everything that the services ever show: some series are there only while something waits, or was answered. */
async function everythingSeen(): Promise<SeenMetrics> {
  world.stack.freeze('metering');
  const id = await world.submit(world.aTrade(pair));
  const waiting = await waitUntil(
    async () => {
      const text = await scrape('trading');
      return text.includes('gridsaga_saga_steps{') ? text : undefined;
    },
    { everyMs: 50, withinMs: 5_000, otherwise: () => 'no step is shown as asked while metering stands still' },
  ).finally(() => world.stack.thaw('metering'));
  await world.waitForEnd(id);
  await world.http('settlement', '/v1/ledger/check');
  for (const name of serviceNames) await world.http(name, '/v1/nothing');
  return new Map([...ofPrometheus, ...seenMetrics([waiting, ...(await Promise.all(serviceNames.map(scrape)))])]);
}

beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  seen = await everythingSeen();
  dashboard = JSON.parse(await read('grafana-dashboard.json')) as Dashboard;
  const { groups } = parse(await read('alert-rules.yml')) as { groups: readonly { rules: readonly Alert[] }[] };
  alerts = groups.flatMap(({ rules }) => rules);
  page = await read('observability.md');
});
afterAll(() => world.stack.leave());

const own = (names: Iterable<string>): string[] =>
  [...new Set(names)].filter((name) => name.startsWith('gridsaga_')).sort();

/** A sentence for each name in the expression, and each label beside it, that no service shows. */
function strangers(expression: string, alsoUsed: string): string[] {
  const { metrics, grouped } = spokenOf(expression);
  const used = [...alsoUsed.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label ?? '');
  const known = new Set(metrics.flatMap(({ name }) => [...(seen.get(name) ?? [])]));
  return [
    ...metrics.flatMap(({ name, labels }) => {
      const shown = seen.get(name);
      if (!shown) return [`${name} is shown by no service`];
      return labels.filter((label) => !shown.has(label)).map((label) => `${name} has no label ${label}`);
    }),
    ...[...grouped, ...used].filter((label) => !known.has(label)).map((label) => `no label ${label}: ${expression}`),
  ];
}

describe('the dashboard', () => {
  it('asks for metrics and labels that the services show', () => {
    const targets = dashboard.panels.flatMap(({ targets = [] }) => targets);
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.flatMap(({ expr, legendFormat }) => strangers(expr, legendFormat))).toEqual([]);
    const [metric, label] =
      /^label_values\((\w+), (\w+)\)$/
        .exec(dashboard.templating.list.find(({ name }) => name === 'service')?.query ?? '')
        ?.slice(1) ?? [];
    expect(seen.get(metric ?? '')).toContain(label);
  });

  it('reads every panel from the data source that is chosen, and says what each shows', () => {
    expect(dashboard.templating.list).toContainEqual(
      expect.objectContaining({ name: 'datasource', type: 'datasource' }),
    );
    for (const panel of dashboard.panels.filter(({ type }) => type !== 'row')) {
      expect(panel).toMatchObject({ datasource: { uid: '${datasource}' }, title: expect.stringMatching(/\w/) });
      expect(panel.description).toMatch(/\w.*\.$/);
    }
  });

  it('has a panel for everything that Gridsaga shows of itself', () => {
    const asked = dashboard.panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => spokenOf(expr).metrics.map(({ name }) => name)),
    );
    const family = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
    expect(own(asked.map(family))).toEqual(own([...seen.keys()].map(family)));
  });
});

describe('the alert rules', () => {
  it('ask for metrics and labels that the services show', () => {
    expect(alerts.length).toBeGreaterThan(10);
    expect(alerts.flatMap(({ expr, annotations }) => strangers(expr, annotations.summary))).toEqual([]);
  });

  it('say what is wrong, for how long, how bad it is, and where the runbook says what to do', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { alert, for: lasting, labels, annotations } of alerts) {
      expect([alert, lasting]).toEqual([alert, expect.stringMatching(/^\d+[sm]$/)]);
      expect(['warning', 'critical']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\w/);
      const [, anchor = ''] = /^docs\/operations\/observability\.md#(.+)$/.exec(annotations.runbook_url) ?? [];
      expect(headings).toContain(anchor);
    }
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });
});

describe('the page about metrics', () => {
  it('names each metric that Gridsaga shows of itself, and none besides', () => {
    const family = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
    const named = [...page.matchAll(/\bgridsaga_\w+/g)].map(([name]) => name);
    expect(own(named)).toEqual(own([...seen.keys()].map(family)));
  });
});

describe('without a collector', () => {
  it('nothing hands on a trace, even where the caller has one', async () => {
    const traceparent = `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-01`;
    const { body, headers } = await world.http<{ tradeId: string }>('trading', '/v1/trades', {
      json: world.aTrade(pair),
      key: world.stack.keys.venue,
      headers: { 'idempotency-key': randomUUID(), traceparent },
    });
    await world.waitForEnd(body.tradeId);
    expect(headers.get('traceparent')).toBeNull();
    const events = (await readTopic(world.stack.brokers, topics.trades.name)).filter(
      ({ key }) => String(key) === body.tradeId,
    );
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) expect(event.headers).not.toHaveProperty('traceparent');
    const commands = await readTopic(world.stack.brokers, topics.settlementCommands.name);
    const parcels = commands.map(({ value }) => String(value)).filter((value) => value.includes(body.tradeId));
    expect(parcels.length).toBeGreaterThan(0);
    for (const parcel of parcels) expect(parcel).not.toContain('traceparent');
  });
});
