import { randomUUID } from 'node:crypto';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { freshCode } from './fresh-code.js';
import type { Submitted, World } from './world.js';

/** What belongs to one party and one venue. Whoever asks for it asks for its own, another's, or what is not there. */
export interface Subject {
  readonly area: string;
  readonly party: string;
  /** The other side of the party's trades. */
  readonly counterparty: string;
  /** A party that trades with nobody. */
  readonly bystander: string;
  readonly meterPoint: string;
  /** Cleared; the party is its seller, and the venue submitted it. */
  readonly tradeId: string;
  /** Of a global transaction that is committed. */
  readonly gid: string;
  /** Proposed to the party, with the terms of `proposal`. */
  readonly toConfirm: string;
  readonly toDecline: string;
  readonly proposal: Submitted;
  /** A message that was parked and dropped; every service has one. */
  readonly parked: Readonly<Record<ServiceName, string>>;
}

/** Submits a trade that is taken, with a key; answers its id. */
async function submitted(world: World, trade: Submitted, key: string): Promise<string> {
  const { status, body, text } = await world.post<{ readonly tradeId: string }>(trade, randomUUID(), key);
  if (status !== 202) throw new Error(`the trade was answered ${status}: ${text}`);
  return body.tradeId;
}

/** The global transaction that a two-phase trade came into last. */
export async function gidOf(world: World, tradeId: string): Promise<string> {
  const [found] = await world.query<{ gid: string }>(
    'trading',
    `SELECT gid FROM global_transaction WHERE $1 IN (SELECT leg->>0 FROM json_array_elements(legs) AS leg)
     ORDER BY gid DESC LIMIT 1`,
    [tradeId],
  );
  if (!found) throw new Error(`trade ${tradeId} is in no global transaction`);
  return found.gid;
}

/** A party with a portfolio, a meter point, money, a cleared trade, and two trades that were proposed to it. */
export async function aSubject(world: World, area: string, venue: string, parked: Subject['parked']): Promise<Subject> {
  const { seller: party, buyer: counterparty } = await world.aPair({ area });
  // Keys are made before they are needed: services look for an unknown one only every twenty milliseconds.
  world.stack.keys.ofParty(party);
  const byCounterparty = world.stack.keys.ofParty(counterparty);
  const [meterPoint, bystander] = await Promise.all([world.aMeterPoint(party, area), world.aParty()]);
  const proposal = world.aTrade({ area, seller: party, buyer: counterparty }, { energyWh: 1000 });
  const tradeId = await submitted(world, proposal, venue);
  const toConfirm = await submitted(world, proposal, byCounterparty);
  const toDecline = await submitted(world, proposal, byCounterparty);
  const atOnce = await submitted(world, { ...proposal, settlement: 'two-phase' }, venue);
  await Promise.all([world.waitForEnd(tradeId), world.waitForEnd(atOnce)]);
  const gid = await gidOf(world, atOnce);
  return { area, party, counterparty, bystander, meterPoint, tradeId, gid, toConfirm, toDecline, proposal, parked };
}

/** What nobody has. */
export function nothing(world: World): Subject {
  const [area, party, counterparty] = [freshCode('Y'), freshCode('X'), freshCode('X')];
  return {
    ...{ area, party, counterparty, bystander: freshCode('X'), meterPoint: freshCode('Z') },
    ...{ tradeId: randomUUID(), gid: `00000000-${'0'.repeat(32)}`, toConfirm: randomUUID(), toDecline: randomUUID() },
    proposal: world.aTrade({ area, seller: party, buyer: counterparty }, { energyWh: 1000 }),
    parked: { trading: '999999999999999999', metering: '999999999999999999', settlement: '999999999999999999' },
  };
}

/** What was parked and given up in each service, as rows of their own: the story leaves no poison behind. */
export async function someParked(world: World): Promise<Subject['parked']> {
  const ids = await Promise.all(
    serviceNames.map(async (name) => {
      const [row] = await world.query<{ id: string }>(
        name,
        `INSERT INTO parked (topic, partition, kafka_offset, reason, body, kind, state, settled_at, settled_by,
                             settled_why, settled_in, version)
         VALUES ('nobody.reads-this.v1', 0, -1 - (random() * 1e12)::int8, 'for a story', '{}', 'record', 'dropped',
                 now(), 'operator:operator', 'for a story', gen_random_uuid(), 2)
         RETURNING id::text`,
      );
      return [name, row?.id ?? ''] as const;
    }),
  );
  return Object.fromEntries(ids) as Subject['parked'];
}

export const removeParked = (world: World, parked: Subject['parked']): Promise<unknown> =>
  Promise.all(serviceNames.map((name) => world.query(name, 'DELETE FROM parked WHERE id = $1', [parked[name]])));
