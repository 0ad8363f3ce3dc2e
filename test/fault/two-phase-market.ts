import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pair, Submitted, World } from '../support/world.js';

/** Who trades in a fault run of the two-phase path. */
export interface TwoPhaseMarket {
  /** Can pay, and have the power. No two of them share a party. */
  readonly rich: readonly Pair[];
  /** Cannot pay: settlement refuses. */
  readonly poor: Pair;
  /** Have no power: metering refuses. */
  readonly weak: Pair;
}

const plentyW = 100_000_000_000;
const pairs = 6;
const submitters = 2;

export async function aTwoPhaseMarket(world: World): Promise<TwoPhaseMarket> {
  const area = await world.anArea();
  const money = { area, sellerEur: '1000000', buyerEur: '1000000' };
  const [poor, weak, ...rich] = await Promise.all([
    world.aPair({ area, buyerEur: '0', limitW: plentyW }),
    world.aPair({ ...money, limitW: 1 }),
    ...Array.from({ length: pairs }, () => world.aPair({ ...money, limitW: plentyW })),
  ]);
  return { rich, poor, weak };
}

/**
 * Ten trades: six by two-phase commit, of which two are refused, and four by saga, of which one is refused. Bodies that
 * meet have one refuser: of what both refuse together neither has anything to roll back.
 */
function tenTrades(world: World, { rich, poor, weak }: TwoPhaseMarket, from: number): readonly Submitted[] {
  const richOne = (at: number): Pair => rich[(from + at) % rich.length] as Pair;
  const refused = Math.floor(from / submitters) % 2 === 0 ? poor : weak;
  const twoPhase = [richOne(0), richOne(1), refused, richOne(2), refused, richOne(3)];
  const saga = [richOne(0), poor, richOne(4), richOne(5)];
  return [
    ...twoPhase.map((pair) => world.aTrade(pair, { energyWh: 4, settlement: 'two-phase' })),
    ...saga.map((pair) => world.aTrade(pair, { energyWh: 4 })),
  ];
}

export interface RunningLoad {
  /** Ends it; answers the trades that were taken. */
  stop(): Promise<readonly string[]>;
  /** Ends it without waiting for answers that may never come. */
  abandon(): void;
}

// Enough that every point is passed within moments, and little enough that a round has soon ended.
const betweenMs = 150;

/** Submits trades of both paths until told to stop; a trading that is dead or away in between is survived. */
export function twoPhaseLoad(world: World, market: TwoPhaseMarket): RunningLoad {
  let stopped = false;
  let abandoned = false;
  const submitter = async (first: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let body = first; !stopped; body += submitters) {
      const trades = tenTrades(world, market, body);
      const key = randomUUID();
      while (!abandoned) {
        // The same request with the same key is sent until somebody answers.
        const answer = await world.post<{ results: { tradeId: string }[] }>({ trades }, key).catch(() => undefined);
        if (answer?.status === 202) {
          ids.push(...answer.body.results.map(({ tradeId }) => tradeId));
          break;
        }
        await pause(50);
      }
      await pause(betweenMs);
    }
    return ids;
  };
  const running = Array.from({ length: submitters }, (_, first) => submitter(first));
  return {
    async stop() {
      stopped = true;
      return (await Promise.all(running)).flat();
    },
    abandon() {
      stopped = true;
      abandoned = true;
    },
  };
}
