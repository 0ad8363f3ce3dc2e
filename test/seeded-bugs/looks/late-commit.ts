import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '#libs/contracts';
import { asked } from '../../support/ask-database.js';
import { aParcel } from '../../support/loose-producer.js';
import type { World } from '../../support/world.js';

/**
 * Writes a parcel into settlement's outbox and commits it so much later that rows with higher numbers have long been
 * sent. It is the answer of a saga that nobody knows, which trading takes note of and does nothing about.
 */
export async function commitLate(world: World, laterMs: number): Promise<void> {
  const sagaId = randomUUID();
  const re = `${sagaId}/hold funds/do`;
  const reply = { id: `${re}/reply`, type: 'saga.reply.v1', key: sagaId, re, attempt: 1, answer: 'accepted' };
  await asked(world.stack.databaseUrls.settlement, async (client) => {
    await client.query('BEGIN');
    await client.query('INSERT INTO outbox (topic, partition, open, body) VALUES ($1, 0, false, $2)', [
      topics.tradingReplies.name,
      aParcel([reply]),
    ]);
    await pause(laterMs);
    await client.query('COMMIT');
  });
}
