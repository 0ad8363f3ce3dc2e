import { setTimeout as pause } from 'node:timers/promises';

export interface Repeated {
  /** Ends it after the strike that is under way; answers the sum. Throws what a strike has thrown, which ended it. */
  stop(): Promise<number>;
}

/** Strikes at once and then again and again, with a pause in between; each strike answers how often it has struck. */
export function repeatedly(pauseMs: number, strike: () => Promise<number>): Repeated {
  const stopping = new AbortController();
  const { signal } = stopping;
  const striking = (async () => {
    let struck = 0;
    while (!signal.aborted) {
      struck += await strike();
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    return struck;
  })();
  // Whoever stops it hears of a failure; until then nobody does.
  striking.catch(() => undefined);
  return {
    stop() {
      stopping.abort();
      return striking;
    },
  };
}
