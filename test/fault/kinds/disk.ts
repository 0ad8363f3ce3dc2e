import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { postgresAnswers } from '../../../local/postgres-databases.js';
import { exists } from '../../../local/process-table.js';
import type { Stack } from '../../../local/stack.js';
import { waitUntil } from '../../../local/wait-until.js';
import { ownServers } from '../../support/own-servers.js';
import { fillDisk, ownDisk, widenDisk } from '../small-disks.js';
import type { FaultKind } from './fault-kind.js';

type Server = 'PostgreSQL' | 'Kafka';

/** Answers whether a server has said since then that its disk is full. */
function fullSince({ logs }: Stack, server: Server): () => boolean {
  const log = join(logs, server === 'Kafka' ? 'kafka.log' : 'postgres.log');
  const { size } = statSync(log);
  return () => readFileSync(log).subarray(size).includes('No space left on device');
}

/** It goes on where it only refused work, and is started again where it gave up, at once or in its recovery. */
async function postgresIsBack(stack: Stack): Promise<void> {
  const { postgres } = ownServers(stack);
  await waitUntil(
    async () => {
      if (exists(postgres.pid)) return postgresAnswers(postgres.superuserUrl);
      await postgres.restart();
      return true;
    },
    {
      everyMs: 50,
      withinMs: 60_000,
      otherwise: () => 'PostgreSQL did not answer within a minute of its disk being wider',
    },
  );
}

/** A broker whose only folder has failed once does not write there again until it is started anew. */
const kafkaIsBack = (stack: Stack): Promise<void> => ownServers(stack).kafka.restart();

const filling = (name: string, server: Server, back: (stack: Stack) => Promise<void>): FaultKind => ({
  name,
  means: `The disk on which ${server} writes is full; what ended of it is started again when there is room.`,
  targets: [server],
  lastsMs: [2_000, 6_000],
  async missing({ stack }) {
    return ownDisk(stack, server)
      ? undefined
      : `${server} has no disk of its own here: root on Linux may mount one in memory.`;
  },
  async inject({ stack }) {
    const disk = ownDisk(stack, server);
    if (disk === undefined) throw new Error(`${server} has no disk of its own.`);
    const wasFull = fullSince(stack, server);
    await fillDisk(disk);
    return {
      what: 'no room left on its disk',
      async heal() {
        await widenDisk(disk);
        const struck = wasFull();
        if (struck) await back(stack);
        return struck ? 1 : 0;
      },
    };
  },
});

export const diskFaults: readonly FaultKind[] = [
  filling('fill-postgres-disk', 'PostgreSQL', postgresIsBack),
  filling('fill-kafka-disk', 'Kafka', kafkaIsBack),
];
