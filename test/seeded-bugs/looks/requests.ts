import { topics } from '#libs/contracts';
import { waitUntil } from '../../../local/wait-until.js';
import { aParcel, looseProducer } from '../../support/loose-producer.js';
import { aStrangeMessage } from '../../support/poison.js';
import { ownStack } from '../../support/reachable-stack.js';
import { World } from '../../support/world.js';
import { failureOf, settledFindings } from './settled-findings.js';

const foreignName = 'another-system-01/settlement';
/** The recovery looks every two seconds, and is sure of a stranger when it sees it twice. */
const looksTwiceMs = 5_000;
const parksWithinMs = 8_000;
/** The gate of whatever is delivered within a day has closed. */
const dayMinutes = 1_440;

/** A transaction that somebody else has prepared in settlement's database: nothing is done to it. */
async function touchesForeign(world: World): Promise<readonly string[]> {
  await world.query('settlement', `BEGIN; CREATE TABLE another_system (n int); PREPARE TRANSACTION '${foreignName}'`);
  const isThere = async (): Promise<boolean> =>
    (await world.query('settlement', 'SELECT FROM pg_prepared_xacts WHERE gid = $1', [foreignName])).length > 0;
  const untilGone = { everyMs: 100, withinMs: looksTwiceMs, otherwise: () => 'it is still there' };
  await waitUntil(async () => ((await isThere()) ? undefined : true), untilGone).catch(() => undefined);
  if (!(await isThere())) return ['what another system has prepared was ended'];
  await world.query('settlement', `ROLLBACK PREPARED '${foreignName}'`);
  return [];
}

/** Records that nobody can read. */
async function parks(world: World): Promise<readonly string[]> {
  const producer = await looseProducer(world.stack.brokers);
  const records = [aParcel([aStrangeMessage()]).slice(0, -7), aParcel([aStrangeMessage()])];
  try {
    for (const value of records) await producer.put(topics.settlementCommands.name, { value });
  } finally {
    await producer.close();
  }
  const areParked = async (): Promise<true | undefined> =>
    (await world.query('settlement', 'SELECT FROM parked')).length === records.length ? true : undefined;
  const otherwise = (): string => 'what nobody can read was not parked';
  return failureOf(waitUntil(areParked, { everyMs: 100, withinMs: parksWithinMs, otherwise }));
}

/** Asks a small market for what nobody may have, and shows it what nobody can read. */
export async function requestsFindings(): Promise<readonly string[]> {
  const { stack, reachable } = await ownStack();
  try {
    const world = new World(reachable);
    const pair = await world.aPair();
    const stranger = await world.aParty();
    const findings: string[] = [];
    const foreign = touchesForeign(world);
    const trade = await world.submit(world.aTrade(pair));
    await world.waitForEnd(trade);
    const seen = await world.http('trading', `/v1/trades/${trade}`, { key: world.stack.keys.ofParty(stranger) });
    if (seen.status === 200) findings.push('a party reads the trade of others');
    const closed = await world.aPair({ area: await world.anArea({ gateLeadMinutes: dayMinutes }) });
    const late = await world.waitForEnd(await world.submit(world.aTrade(closed)));
    if (late.state === 'cleared') findings.push('a trade has cleared that was agreed behind its gate');
    findings.push(...(await parks(world)), ...(await foreign));
    return [...findings, ...(await settledFindings(reachable, { allowParked: true, leastCleared: 1 }))];
  } finally {
    await stack.stop({ remove: true });
  }
}
