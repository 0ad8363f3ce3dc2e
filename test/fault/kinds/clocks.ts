import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../../../local/sample/seeded-random.js';
import type { FaultKind } from './fault-kind.js';
import { everyInstance, instanceAt, startAgain } from './instances.js';

/** Debian keeps it in a folder of the machine's architecture: `/usr/lib/x86_64-linux-gnu/faketime`. */
function fakeTimeLibrary(): string | undefined {
  const libraries = '/usr/lib';
  if (!existsSync(libraries)) return undefined;
  return readdirSync(libraries)
    .map((folder) => join(libraries, folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
}

const minuteS = 60;
const hourS = 60 * minuteS;
const dayS = 24 * hourS;
/** From the clock that a badly set machine has to one whose battery is empty. */
const spansS = [minuteS, 10 * minuteS, hourS, 5 * hourS, dayS, 20 * dayS];

/** An offset as libfaketime reads it: `-3723s`. */
function drawOffset(draw: Draw): string {
  const mostS = spansS[draw(0, spansS.length - 1)] as number;
  const sign = draw(0, 1) === 0 ? '-' : '+';
  return `${sign}${draw(Math.floor(mostS / 2), mostS)}s`;
}

/** How long each clock stands before it is moved. */
const standsMs = 1_500;

const moveAClock: FaultKind = {
  name: 'move-a-clock',
  means: 'One instance starts with a clock that is minutes to weeks wrong, and its clock jumps while it runs.',
  targets: everyInstance,
  // With the start.
  lastsMs: [6_000, 9_000],
  async missing() {
    return fakeTimeLibrary() ? undefined : 'libfaketimeMT.so.1 is not here; it comes with the Debian package faketime.';
  },
  async inject(ground, target) {
    const instance = instanceAt(ground, target);
    const folder = await mkdtemp(join(tmpdir(), 'gridsaga-clock-'));
    const file = join(folder, 'offset');
    const first = drawOffset(ground.draw);
    await writeFile(file, `${first}\n`);
    const healing = new AbortController();
    const { signal } = healing;
    const moving = (async () => {
      await startAgain(instance, {
        LD_PRELOAD: fakeTimeLibrary(),
        FAKETIME_TIMESTAMP_FILE: file,
        // The file is read again every second; what measures time, and is not set by anybody, goes on as it does.
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        FAKETIME_DISABLE_SHM: '1',
      });
      // Once at least, however late it was ready.
      for (let struck = 1; ; struck += 1) {
        await pause(standsMs);
        if (signal.aborted && struck > 1) return struck;
        await writeFile(file, `${drawOffset(ground.draw)}\n`);
      }
    })();
    moving.catch(() => undefined);
    return {
      what: `started with its clock ${first} off, which jumps again and again`,
      async heal() {
        healing.abort();
        try {
          return await moving;
        } finally {
          await startAgain(instance);
          await rm(folder, { recursive: true, force: true });
        }
      },
    };
  },
};

export const clockFaults: readonly FaultKind[] = [moveAClock];
