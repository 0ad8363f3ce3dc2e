import { topics } from '#libs/contracts';
import type { ServiceName } from '../../local/services.js';
import { serviceNames } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { aParcel, type LooseProducer } from '../support/loose-producer.js';
import { aStrangeMessage } from '../support/poison.js';
import { aSubject, nothing } from '../support/subject.js';
import type { World } from '../support/world.js';
import type { CallerName } from './hostile-request.js';
import { KnownThings } from './known-things.js';

/** Whom a fuzzer asks as, what it may name, and a trade that it may not. */
export interface HostileMarket {
  readonly keys: Readonly<Partial<Record<CallerName, string>>>;
  readonly known: () => KnownThings;
  /** Clears a trade by saga and one by two-phase, between parties to whom nothing is done. Throws where one does not clear. */
  clearTrades(): Promise<{ readonly tookMs: number }>;
}

const clearsWithinMs = 15_000;
const internalTopicOf: Readonly<Record<ServiceName, string>> = {
  trading: topics.tradingReplies.name,
  metering: topics.meteringCommands.name,
  settlement: topics.settlementCommands.name,
};

/** Parks a message at each service, for operators to look at, requeue and drop. */
async function parkSome(world: World, producer: LooseProducer): Promise<string[]> {
  const parked = serviceNames.map(async (service) => {
    const values = [aParcel([aStrangeMessage()]), aParcel([aStrangeMessage()]), 'no JSON'];
    await producer.put(internalTopicOf[service], ...values.map((value) => ({ value })));
    return waitUntil(
      async () => {
        const rows = await world.query<{ id: string }>(service, 'SELECT id::text FROM parked ORDER BY id');
        return rows.length >= values.length ? rows.map(({ id }) => id) : undefined;
      },
      { everyMs: 20, withinMs: 10_000, otherwise: () => `${service} has parked nothing` },
    );
  });
  return [...new Set((await Promise.all(parked)).flat())];
}

/** A market whose parties, areas and trades a fuzzer may harm, and a pair of parties beside it. */
export async function hostileMarket(world: World, producer: LooseProducer): Promise<HostileMarket> {
  const { keys } = world.stack;
  const [subject, pair, parked] = await Promise.all([
    aSubject(world, await world.anArea(), keys.venue, nothing(world).parked),
    world.aPair({ sellerEur: '100000', buyerEur: '100000' }),
    parkSome(world, producer),
  ]);
  const { party, counterparty, bystander, area, meterPoint, tradeId, toConfirm, toDecline, gid } = subject;
  const spared = new Set([pair.area, pair.seller, pair.buyer]);
  const given = {
    ...{ party: [party, counterparty, bystander], area: [area], 'meter point': [meterPoint] },
    ...{
      trade: [tradeId, toConfirm, toDecline],
      gid: [gid],
      parked,
      cursor: ['0'],
      version: ['1', '2', '3'],
      key: ['a-key', 'another-key'],
    },
  };
  const clear = async (settlement: 'saga' | 'two-phase'): Promise<void> => {
    const { state } = await world.waitForEnd(
      await world.submit(world.aTrade(pair, { energyWh: 4, settlement })),
      clearsWithinMs,
    );
    if (state !== 'cleared') throw new Error(`a trade by ${settlement} was ${state}`);
  };
  return {
    keys: {
      ...{ operator: keys.operator, venue: keys.venue, 'other venue': keys.ofVenue('another-venue') },
      ...{ seller: keys.ofParty(party), buyer: keys.ofParty(counterparty), stranger: keys.ofParty(bystander) },
    },
    known: () => new KnownThings(given, spared),
    async clearTrades() {
      const startedAtMs = performance.now();
      await Promise.all([clear('saga'), clear('two-phase')]);
      return { tookMs: performance.now() - startedAtMs };
    },
  };
}
