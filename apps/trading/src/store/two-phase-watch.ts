import type { Logger } from 'pino';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { GlobalTransaction } from '#libs/two-phase';

/** Watches global transactions begin and end. */
export interface TwoPhaseWatch {
  /** @param trades how many one has gathered */
  readonly begun: (trades: number) => void;
  readonly ended: (transaction: GlobalTransaction) => void;
}

/** Measures how much goes into one global transaction and how each round ends, and says which ended mixed. */
export function twoPhaseWatch(registry: Registry, logger: Pick<Logger, 'debug' | 'error'>): TwoPhaseWatch {
  const gathered = new Histogram({
    name: 'gridsaga_two_phase_trades',
    help: 'Trades that were gathered into one global transaction',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers: [registry],
  });
  const rounds = new Counter({
    name: 'gridsaga_two_phase_rounds_total',
    help: 'Global transactions that have ended, by outcome; one that was aborted has a successor for what was not refused',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['committed', 'aborted', 'mixed']) rounds.inc({ outcome }, 0);
  return {
    begun: (trades) => gathered.observe(trades),
    ended({ gid, state, legs, participants, since, endedAt = since }) {
      rounds.inc({ outcome: state });
      const told = { gid, outcome: state, trades: legs.length, tookMs: endedAt - since };
      if (state === 'mixed') logger.error({ ...told, participants }, 'a global transaction has ended mixed');
      else logger.debug(told, 'a global transaction has ended');
    },
  };
}
