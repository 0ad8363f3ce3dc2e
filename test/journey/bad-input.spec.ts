import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { allOperations, type Operation } from '../support/api-operations.js';
import { askRoute, type RequestChange } from '../support/ask-route.js';
import { BodyFaults, schemasWithin } from '../support/body-faults.js';
import { callerMatrix } from '../support/caller-matrix.js';
import { type GoodRequest, goodRequests } from '../support/good-requests.js';
import type { HttpAnswer } from '../support/http-client.js';
import { queryFaults } from '../support/query-faults.js';
import { sharedStack } from '../support/reachable-stack.js';
import { rowCounts } from '../support/row-counts.js';
import { aSubject, removeParked, someParked, type Subject } from '../support/subject.js';
import { World } from '../support/world.js';

let world: World;
let subject: Subject;
let operations: readonly Operation[];
let before: unknown;
beforeAll(async () => {
  world = new World(await sharedStack());
  operations = await allOperations(world.stack.urls);
  const parked = await someParked(world);
  subject = await aSubject(world, await world.anArea(), world.stack.keys.venue, parked);
  before = await rowCounts(world);
}, 120_000);
afterAll(async () => {
  await removeParked(world, subject.parked);
  await world.stack.leave();
});

/** Jest wants its table before the stack is up: the rows stand in the callers' matrix, which a test holds complete. */
const routes = callerMatrix.filter(({ open }) => !open).map((row) => [`${row.service} ${row.route}`, row] as const);
type Row = (typeof routes)[number][1];

const operationOf = ({ service, route }: Row): Operation => {
  const found = operations.find((one) => one.service === service && one.route === route);
  if (!found) throw new Error(`${service} has no ${route}`);
  return found;
};
const goodOf = ({ service, route }: Row): GoodRequest => goodRequests[service][route]?.(subject) ?? {};
const firstRole = ({ operator, venue }: Row): 'operator' | 'venue' | 'party' =>
  operator.own !== 403 ? 'operator' : venue.own !== 403 ? 'venue' : 'party';
const ask = (row: Row, change: RequestChange = {}, good = goodOf(row)): Promise<HttpAnswer> => {
  const { keys } = world.stack;
  const by = { ...keys, party: keys.ofParty(subject.party) }[firstRole(row)];
  return askRoute(world.stack.urls[row.service], row.route, good, by, change);
};

interface Problem {
  readonly status: number;
  readonly type?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** A bad one of many is answered in its place, and refuses no other. */
const amongMany = /^\/(?:items|trades)\/(\d+)/;

/** What was answered of a fault, as far as it is said beforehand, and every reason that helps nobody. */
function seen(answer: HttpAnswer, pointer: string, place: string | undefined) {
  const results = answer.body['results'] as readonly Problem[] | undefined;
  const problem = (place === undefined ? answer.body : results?.[Number(place)]) as Problem | undefined;
  const said = (problem?.errors ?? []).filter((error) => error.pointer === pointer);
  return {
    status: place === undefined ? answer.status : problem?.status,
    type: String(problem?.type).replace('urn:gridsaga:problem:', ''),
    pointers: said.length > 0 || problem?.errors === undefined ? pointer : problem.errors.map((error) => error.pointer),
    unhelpful: said
      .map(({ detail }) => detail)
      .filter((detail) => !/\w \W?\w/.test(detail) || detail.startsWith('Invalid ')),
  };
}

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

describe('a body with one thing wrong', () => {
  /** Files are no JSON: every line is read by itself. */
  const withBody = routes.filter(([, { route }]) => /^(POST|PUT|PATCH)/.test(route) && !route.endsWith('files'));

  it.each(withBody)('%s is answered with its pointer and a reason', async (_, row) => {
    const [type, schema] = operationOf(row).body ?? [];
    expect(type).toBe('application/json');
    if (!schema) throw new Error('its body stands in no schema');
    const good = goodOf(row);
    const walked = new Set<unknown>();
    const answered: unknown[] = [];
    const expected: unknown[] = [];
    for (const body of good.bodies ?? []) {
      const faults = new BodyFaults(schema, body);
      for (const { what, pointer, text, status } of faults.all()) {
        const place = status === 422 ? amongMany.exec(pointer)?.[1] : undefined;
        const shown = [what, shortened(text)];
        answered.push([...shown, seen(await ask(row, { text }), pointer, place)]);
        const kind = status === 400 ? 'malformed' : 'invalid-fields';
        expected.push([...shown, { status, type: kind, pointers: pointer, unhelpful: [] }]);
      }
      for (const met of faults.walked) walked.add(met);
    }
    expect(answered).toEqual(expected);
    // Nothing stands in the schema that no good body holds.
    expect(schemasWithin(schema).filter((one) => one.type !== 'null' && !walked.has(one))).toEqual([]);
  });
});

describe('a query with one thing wrong', () => {
  it.each(routes)('%s is answered with its parameter and a reason', async (_, row) => {
    const { query = {} } = goodOf(row);
    const answered: unknown[] = [];
    const expected: unknown[] = [];
    for (const fault of queryFaults(operationOf(row).parameters, query)) {
      answered.push([fault.what, seen(await ask(row, { query: fault.query }), fault.pointer, undefined)]);
      expected.push([fault.what, { status: 400, type: 'invalid-parameters', pointers: fault.pointer, unhelpful: [] }]);
    }
    expect(answered).toEqual(expected);
  });
});

describe('a path with one thing wrong', () => {
  const odd = ['a\0b', ' ', 'ä', "'; DROP TABLE trade; --", '0', '-1', '1e400', '%', '{id}', 'x'.repeat(490)];

  it.each(routes.filter(([, { route }]) => route.includes('{')))(
    '%s is not answered as if it were good',
    async (_, row) => {
      for (const { name, schema } of operationOf(row).parameters.filter((parameter) => parameter.in === 'path'))
        for (const value of odd) {
          const { status, body } = await ask(row, { path: { [name]: value } });
          const isRefused = value.includes('\0') || !new RegExp(schema.pattern ?? '', 'u').test(value);
          expect([name, value, status]).toEqual([name, value, isRefused ? 400 : 404]);
          if (isRefused) expect((body as unknown as Problem).errors).toMatchObject([{ pointer: `/${name}` }]);
        }
    },
  );
});

describe('a request under a key of its own', () => {
  const header = 'idempotency-key';
  const keyed = (row: Row): boolean => operationOf(row).parameters.some(({ name }) => name.toLowerCase() === header);

  it('is not taken without that key, or with one that is none', async () => {
    const rows = routes.map(([, row]) => row).filter(keyed);
    expect(rows.map(({ route }) => route)).toEqual(
      expect.arrayContaining([
        'POST /v1/trades',
        'POST /v1/accounts/{id}/deposits',
        'POST /v1/accounts/{id}/withdrawals',
      ]),
    );
    for (const row of rows)
      for (const [value, slug] of [
        ['', 'missing'],
        ['a b', 'malformed'],
        ['x'.repeat(256), 'malformed'],
        ['\u00e4', 'malformed'],
      ] as const) {
        const { status, body } = await ask(row, { headers: { [header]: value } });
        expect([status, body['type']]).toEqual([400, `urn:gridsaga:problem:idempotency-key-${slug}`]);
      }
  });
});

describe('what was refused', () => {
  it('has left nothing in any table', async () => {
    expect(await rowCounts(world)).toEqual(before);
  });
});

describe('what was changed to be wrong', () => {
  it.each(routes)('%s is right without the change', async (_, row) => {
    const { own } = row[firstRole(row)];
    const { bodies = [undefined] } = goodOf(row);
    const answers = [];
    for (const body of bodies) answers.push(await ask(row, body === undefined ? {} : { text: JSON.stringify(body) }));
    const [first, ...others] = answers.map(({ status }) => status);
    expect(first).toBe(own);
    // Many are answered 200, and what was done by the first body is there already.
    for (const status of others) expect([own, 200, 409]).toContain(status);
  });
});
