import type { Query } from './pending-trades.reader.js';

/** The name of this system among those that share a cluster: every gid that it makes begins with it. */
export class TwoPhaseSystem {
  #id: string | undefined;

  constructor(private readonly query: Query) {}

  /** Reads what was made once with the database; to be awaited before anything is consumed. */
  async read(): Promise<void> {
    const [found] = await this.query<{ id: string }>('SELECT id FROM two_phase_system', []);
    if (!found) throw new Error('the two-phase system has no id');
    this.#id = found.id;
  }

  /** @param unique UUID v7, so that gids sort by their age */
  gidOf(unique: string): string {
    return `${this.#known()}-${unique.replaceAll('-', '')}`;
  }

  readonly isOurs = (gid: string): boolean => gid.startsWith(`${this.#known()}-`);

  #known(): string {
    if (this.#id === undefined) throw new Error('the id of the two-phase system was not read');
    return this.#id;
  }
}
