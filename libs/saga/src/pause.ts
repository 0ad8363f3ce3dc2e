/** Pauses after the first, second, third ask: asks at 0, 0.5, 1.5 and 3.5 s, then every 5 s. */
const pausesMs = [500, 1000, 2000];
const longestPauseMs = 5000;

/** How long to wait for an answer to the given attempt (the first is 1) before asking again. */
export const pauseMs = (attempt: number): number => pausesMs[attempt - 1] ?? longestPauseMs;

/**
 * The same with a spread of a quarter to either side, so that thousands of sagas that lost one participant do not
 * all ask again in the same instant.
 *
 * @param chance in [0, 1)
 */
export const spreadPauseMs = (attempt: number, chance: number): number =>
  Math.round(pauseMs(attempt) * (0.75 + chance / 2));
