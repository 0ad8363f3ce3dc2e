import { exploredFindings } from './looks/explored.js';
import { simulatedFindings } from './looks/simulated.js';

/** Looks at the build that it is a part of; answers what it finds, a sentence each. Throws where nothing can be said. */
export type Look = () => Promise<readonly string[]>;

/** By the name of the check. What starts a stack is loaded only when it is looked with. */
export const looks: Readonly<Record<string, Look>> = {
  simulation: async () => simulatedFindings(),
  exploration: async () => exploredFindings(),
  trades: async () => (await import('./looks/trades.js')).tradesFindings(),
  deaths: async () => (await import('./looks/deaths.js')).deathsFindings(),
  requests: async () => (await import('./looks/requests.js')).requestsFindings(),
};
