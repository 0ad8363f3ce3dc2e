import type { LocalKafka } from '../../local/kafka.js';
import type { LocalPostgres } from '../../local/postgres.js';
import type { Stack } from '../../local/stack.js';

/** The servers of a stack that runs them itself. Throws where somebody else does: those are not to be measured or killed. */
export function ownServers({ postgres, kafka }: Stack): { postgres: LocalPostgres; kafka: LocalKafka } {
  if (postgres && kafka) return { postgres, kafka };
  throw new Error('Unset KAFKA_BROKERS and *_DATABASE_URL: this needs servers of its own.');
}
