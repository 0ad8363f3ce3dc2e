import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { allOperations, type Operation } from '../support/api-operations.js';
import { askRoute } from '../support/ask-route.js';
import { callerMatrix, type Cells, type Row, rolesOf } from '../support/caller-matrix.js';
import { goodRequests } from '../support/good-requests.js';
import type { HttpAnswer } from '../support/http-client.js';
import { sharedStack } from '../support/reachable-stack.js';
import { aSubject, nothing, removeParked, someParked, type Subject } from '../support/subject.js';
import { World } from '../support/world.js';

let world: World;
let operations: readonly Operation[];
/** What belongs to a party and a venue, what to another party and another venue, and what to nobody. */
let mine: Subject;
let theirs: Subject;
let nobodys: Subject;
const key = { party: '', otherParty: '', venue: '', otherVenue: '', operator: '' };
const unknownKey = 'gs_that-nobody-has';

beforeAll(async () => {
  world = new World(await sharedStack());
  const { keys } = world.stack;
  operations = await allOperations(world.stack.urls);
  Object.assign(key, { operator: keys.operator, venue: keys.venue, otherVenue: keys.ofVenue('another') });
  const [area, parked] = [await world.anArea(), await someParked(world)];
  mine = await aSubject(world, area, key.venue, parked);
  theirs = await aSubject(world, area, key.otherVenue, parked);
  nobodys = nothing(world);
  Object.assign(key, { party: keys.ofParty(mine.party), otherParty: keys.ofParty(theirs.party) });
}, 120_000);
afterAll(async () => {
  await removeParked(world, mine.parked);
  await world.stack.leave();
});

const ask = ({ service, route }: Row, of: Subject, by: string | undefined): Promise<HttpAnswer> =>
  askRoute(world.stack.urls[service], route, goodRequests[service][route]?.(of) ?? {}, by);

/** What a role was answered, as the row says it; `texts` are the bodies. */
async function answersOf(row: Row, own: Subject, others: Subject, by: string) {
  const answers = {
    own: await ask(row, own, by),
    others: await ask(row, others, by),
    none: await ask(row, nobodys, by),
  };
  const statuses: Cells = { own: answers.own.status, others: answers.others.status, none: answers.none.status };
  return { answers, statuses };
}

/** What must not be read by those whom it does not concern. */
const marks = (of: Subject): string[] => [of.party, of.counterparty, of.meterPoint, of.tradeId, of.toConfirm];
const marksIn = (text: string, of: Subject): string[] => marks(of).filter((mark) => text.includes(mark));

/** Two answers that differ in what was asked for alone are the same to whoever reads them. */
function withoutIds(text: string, of: Subject): string {
  const ids = Object.values(of).filter((value): value is string => typeof value === 'string');
  return ids.reduce((left, id) => left.replaceAll(id, '…'), text);
}

/** The register of the market's members, which every member may read. */
const register = /^GET \/v1\/parties/;
const rows = callerMatrix.map((row) => [`${row.service} ${row.route}`, row] as const);
const guarded = rows.filter(([, { open }]) => !open);

describe('every route', () => {
  /** Those that stand in no document: the documents themselves, and what machines read. */
  const undocumented = ['GET /metrics', 'GET /openapi.json', 'GET /docs'];
  const named = (service: ServiceName): string[] =>
    callerMatrix.filter((row) => row.service === service).map(({ route }) => route);

  it.each(serviceNames)('of %s has a row, and every row a route', (service) => {
    const offered = operations.filter((one) => one.service === service).map(({ route }) => route);
    expect(named(service).sort()).toEqual([...offered, ...undocumented].sort());
  });

  it.each(serviceNames)('of %s has a good request', (service) => {
    expect(Object.keys(goodRequests[service]).sort()).toEqual(named(service).sort());
  });

  it('says who may call it, as its row does', () => {
    const said = operations.map(({ service, route, mayCall }) => [service, route, [...(mayCall ?? [])].sort()]);
    const rowOf = (service: ServiceName, route: string): Row | undefined =>
      callerMatrix.find((row) => row.service === service && row.route === route);
    expect(said).toEqual(
      operations.map(({ service, route }) => {
        const row = rowOf(service, route);
        return [service, route, row ? rolesOf(row).sort() : 'has no row'];
      }),
    );
  });
});

describe('what is open', () => {
  it.each(rows.filter(([, { open }]) => open))('%s is answered without a key and with any', async (_, row) => {
    for (const by of [undefined, unknownKey, key.party, key.venue, key.operator])
      expect((await ask(row, mine, by)).status).toBe(200);
  });
});

describe('what takes a key', () => {
  it.each(guarded)('%s is answered 401 without one that is known', async (_, row) => {
    for (const by of [undefined, unknownKey])
      for (const subject of [mine, nobodys]) {
        const { status, headers, body } = await ask(row, subject, by);
        expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(body['type']).toBe('urn:gridsaga:problem:unauthorized');
      }
  });

  it.each(guarded)('%s is answered to parties, venues and operators as its row says', async (_, row) => {
    const party = await answersOf(row, mine, theirs, key.party);
    const otherParty = await answersOf(row, theirs, mine, key.otherParty);
    const venue = await answersOf(row, mine, theirs, key.venue);
    const otherVenue = await answersOf(row, theirs, mine, key.otherVenue);
    const operator = await answersOf(row, mine, theirs, key.operator);
    expect({
      party: party.statuses,
      otherParty: otherParty.statuses,
      venue: venue.statuses,
      otherVenue: otherVenue.statuses,
      operator: operator.statuses,
    }).toEqual({
      party: row.party,
      otherParty: row.party,
      venue: row.venue,
      otherVenue: row.venue,
      operator: row.operator,
    });
    for (const [{ answers }, others] of [
      [party, theirs],
      [otherParty, mine],
      [venue, theirs],
      [otherVenue, mine],
    ] as const) {
      // What is another's is answered as if it were not there.
      if (answers.others.status === 404)
        expect(withoutIds(answers.others.text, others)).toBe(withoutIds(answers.none.text, nobodys));
      // Nothing that is read tells of another's.
      if (row.route.startsWith('GET') && !register.test(row.route))
        for (const { status, text } of Object.values(answers))
          if (status === 200) expect(marksIn(text, others)).toEqual([]);
    }
  });
});

describe('a list', () => {
  const ofParties = {
    trading: ['GET /v1/trades'],
    metering: ['GET /v1/meter-points', 'GET /v1/portfolios', 'GET /v1/bookings'],
    settlement: ['GET /v1/holds', 'GET /v1/transfers'],
  } as const;
  const lists = Object.entries(ofParties).flatMap(([service, routes]) =>
    routes.map((route) => [route, service as ServiceName] as const),
  );
  const all = (service: ServiceName, route: string, by: string): Promise<HttpAnswer> =>
    askRoute(world.stack.urls[service], route, {}, by);

  it.each(lists)(
    '%s shows a party its own, and nothing else, whether it names itself or not',
    async (route, service) => {
      for (const [of, others, by] of [
        [mine, theirs, key.party],
        [theirs, mine, key.otherParty],
      ] as const) {
        const named = await askRoute(world.stack.urls[service], route, goodRequests[service][route]?.(of) ?? {}, by);
        for (const { status, text } of [named, await all(service, route, by)]) {
          expect(status).toBe(200);
          expect(marksIn(text, of)).not.toEqual([]);
          expect(marksIn(text, others)).toEqual([]);
        }
      }
    },
  );

  it('GET /v1/trades shows a venue what it has submitted, and nothing else', async () => {
    for (const [subject, others, by] of [
      [mine, theirs, key.venue],
      [theirs, mine, key.otherVenue],
    ] as const) {
      const ofSubject = await askRoute(
        world.stack.urls.trading,
        'GET /v1/trades',
        { query: { party: subject.party } },
        by,
      );
      expect(marksIn(ofSubject.text, subject)).toContain(subject.tradeId);
      expect(ofSubject.text).not.toContain(subject.toConfirm);
      expect((await all('trading', 'GET /v1/trades', by)).text).not.toContain(others.tradeId);
    }
  });

  const side = ({ party, area }: Subject): string => `${party}/${area}`;

  it.each<[string, ServiceName, string, (of: Subject) => string]>([
    ['GET /v1/trades', 'trading', 'seller', ({ party }) => party],
    ['GET /v1/trades', 'trading', 'buyer', ({ counterparty }) => counterparty],
    ['GET /v1/trades', 'trading', 'side', side],
    ['GET /v1/bookings', 'metering', 'side', side],
    ['GET /v1/transfers', 'settlement', 'of', ({ tradeId }) => tradeId],
  ])('%s of %s, asked for another party by %s, is empty', async (route, service, name, valueOf) => {
    const asked = async (subject: Subject): Promise<unknown> => {
      const query = { [name]: valueOf(subject) };
      const { status, body } = await askRoute(world.stack.urls[service], route, { query }, key.party);
      expect(status).toBe(200);
      return body['items'];
    };
    expect(await asked(mine)).not.toEqual([]);
    expect(await asked(theirs)).toEqual([]);
    expect(await asked(nobodys)).toEqual([]);
  });

  it.each(lists)('%s shows an operator whose it asks for', async (route, service) => {
    for (const subject of [mine, theirs]) {
      const { text } = await askRoute(
        world.stack.urls[service],
        route,
        goodRequests[service][route]?.(subject) ?? {},
        key.operator,
      );
      expect(marksIn(text, subject)).not.toEqual([]);
    }
  });
});
