import { serviceNames } from '../../../local/services.js';
import type { Harm } from '../../support/harm.js';
import type { HarmfulProxy } from '../../support/harmful-proxy.js';
import type { FaultKind, FaultTarget } from './fault-kind.js';
import { roadOf } from './road.js';
import type { Draw } from '../../../local/sample/seeded-random.js';

type Server = 'postgres' | 'kafka';

interface Way {
  readonly name: string;
  /** What happens between a service and this server. */
  readonly means: (server: string) => string;
  readonly lastsMs: FaultKind['lastsMs'];
  /** Begins it; answers what is to be printed. */
  readonly harm: (proxy: HarmfulProxy, draw: Draw) => { readonly what: string; readonly harm: Harm };
}

const ways: readonly Way[] = [
  {
    name: 'slow',
    means: (server) => `Everything between a service and ${server} takes 50 to 300 ms each way.`,
    lastsMs: [2_000, 5_000],
    harm: (proxy, draw) => {
      const [leastMs, mostMs] = [50 + draw(0, 50), 100 + draw(0, 200)];
      const what = `slowed down by ${leastMs} to ${mostMs} ms`;
      return { what, harm: proxy.slowDown(() => draw(leastMs, mostMs)) };
    },
  },
  {
    name: 'cut',
    means: (server) => `Connections to ${server} are closed, and new ones refused.`,
    lastsMs: [500, 4_000],
    harm: (proxy) => ({ what: 'cut', harm: proxy.cut() }),
  },
  {
    name: 'silent',
    means: (server) => `Connections to ${server} go mute, without either side being told, and stay so.`,
    lastsMs: [500, 4_000],
    harm: (proxy) => ({ what: 'swallowed', harm: proxy.silence() }),
  },
  {
    name: 'reset',
    means: (server) => `Connections to ${server} are reset, and new ones at their first word.`,
    lastsMs: [200, 2_000],
    harm: (proxy) => ({ what: 'reset', harm: proxy.reset() }),
  },
  {
    name: 'sliced',
    means: (server) => `What ${server} and a service say arrives in pieces of a few bytes.`,
    lastsMs: [1_000, 4_000],
    harm: (proxy, draw) => {
      const mostBytes = draw(8, 256);
      return { what: `cut into pieces of 1 to ${mostBytes} bytes`, harm: proxy.slice(() => draw(1, mostBytes)) };
    },
  },
];

const servers: Readonly<Record<Server, 'PostgreSQL' | 'Kafka'>> = { postgres: 'PostgreSQL', kafka: 'Kafka' };

/** What a network does to those who trust it, between the services and each of their servers. */
export const networkFaults: readonly FaultKind[] = ways.flatMap((way) =>
  (['postgres', 'kafka'] as const).map(
    (server): FaultKind => ({
      name: `${way.name}-${server}`,
      means: way.means(servers[server]),
      targets: serviceNames.map((name): FaultTarget => `${name} to ${servers[server]}`),
      lastsMs: way.lastsMs,
      inject: async ({ detours, draw }, target) => {
        const { what, harm } = way.harm(roadOf(detours, target), draw);
        return {
          what,
          heal: async () => {
            await harm.end();
            return harm.strikes;
          },
        };
      },
    }),
  ),
);
