import type { PublicEventType } from '#libs/contracts';
import type { World } from './invariant.js';

/** Pages of what a topic has told in events of some types, each as the one parameter of a question. */
export const toldOf = (topic: string, types: readonly PublicEventType[]) =>
  function* ({ events }: World): Iterable<readonly [string]> {
    for (const type of types) for (const page of events.pages(topic, type)) yield [page];
  };
