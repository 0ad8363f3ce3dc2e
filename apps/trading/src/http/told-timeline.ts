import type { TimelineEntry } from '#libs/saga';
import type { ServerEvent } from '#libs/service';

/** An entry as it is shown. */
export type ShownEntry = Pick<TimelineEntry, 'answer'> & Readonly<Record<string, unknown>>;

/** What is awaited, or stuck until an operator looks, will be answered yet. */
const isSettled = ({ answer }: ShownEntry): boolean => answer !== 'awaited' && answer !== 'stuck';

/**
 * What one client has been told of a trade's timeline. An entry is told when it is new and whenever it has changed. The
 * id of an event is the number up to which nothing can change any more: whoever comes back with it misses no answer, and
 * may be told again what was open then.
 */
export class ToldTimeline {
  readonly #told = new Map<number, string>();

  /** @param after the entries up to this number are known to the client as they are */
  constructor(private readonly after: number) {}

  /** The events that bring the client up to these entries. */
  tell(entries: readonly ShownEntry[]): ServerEvent[] {
    const texts = entries.map((entry, index) => JSON.stringify({ number: index + 1, ...entry }));
    const settledUpTo = (): number => {
      const open = entries.findIndex(
        (entry, index) => index >= this.after && !(isSettled(entry) && this.#told.get(index + 1) === texts[index]),
      );
      return open < 0 ? entries.length : open;
    };
    const events: ServerEvent[] = [];
    for (const [index, data] of texts.entries()) {
      if (index < this.after || this.#told.get(index + 1) === data) continue;
      this.#told.set(index + 1, data);
      events.push({ id: String(settledUpTo()), event: 'step', data });
    }
    return events;
  }
}
