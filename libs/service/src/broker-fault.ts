import type { KafkaBatches } from '#libs/messaging';

/**
 * What keeps the consumers from their work, or nothing. One that the broker has not answered for a session's length has
 * lost its partitions, or will.
 */
export function brokerFault(
  consumers: readonly Pick<KafkaBatches, 'silentMs'>[],
  sessionTimeoutMs: number,
): string | undefined {
  const silences = consumers.map((consumer) => consumer.silentMs());
  const joining = silences.filter((silentMs) => silentMs === undefined).length;
  if (joining > 0)
    return silences.length === 1
      ? 'the consumer has not joined its group yet'
      : `${joining} of ${silences.length} consumers have not joined their groups yet`;
  const longestMs = silences.reduce<number>((longest, silentMs = 0) => Math.max(longest, silentMs), 0);
  return longestMs > sessionTimeoutMs
    ? `the broker has not answered for ${Math.round(longestMs / 1_000)} s`
    : undefined;
}
