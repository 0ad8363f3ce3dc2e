import type { Admin } from 'kafkajs';
import type { Stack } from '../../../local/stack.js';
import { hastyKafka } from '../../support/topic-window.js';

/** Asks the broker past all proxies; undefined where it does not answer within some seconds. */
export async function askBroker<Answer>(
  { brokers }: Stack,
  ask: (admin: Admin) => Promise<Answer>,
): Promise<Answer | undefined> {
  const admin = hastyKafka(brokers).admin();
  try {
    await admin.connect();
    return await ask(admin);
  } catch {
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
