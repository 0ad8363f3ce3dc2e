import type { Trade } from '../../apps/trading/src/trade/trade.js';
import { nameOf } from './describe.js';
import type { World } from './world.js';

/** What has not come to its end. */
export function restless(world: World, trades: readonly Trade[]): string[] {
  const { tradingRows, settlementBranches, meteringBranches, databases } = world;
  const found: string[] = [];
  for (const { id } of trades) if (!tradingRows.sagas.get(id)?.progress.ended) found.push(`${nameOf(id)} goes on`);
  for (const { outbox, service, prepared } of databases) {
    if (outbox.size > 0) found.push(`the outbox of ${service} has ${outbox.size} rows`);
    if (prepared.size > 0) found.push(`${service} has ${[...prepared.keys()].join(', ')} prepared`);
  }
  for (const lane of world.ground.log.read) if (lane.hasUnread()) found.push(`${lane.name} is unread`);
  for (const { gid, dueAt } of tradingRows.transactions.values()) if (dueAt !== undefined) found.push(`${gid} is open`);
  for (const { branch, waiting } of [settlementBranches, meteringBranches]) {
    for (const gid of branch.keys()) found.push(`the branch of ${gid} is open`);
    for (const command of waiting.keys()) found.push(`${command} waits`);
  }
  return found;
}
