import type { OpenSagas } from './open-sagas.js';

/** Every so many looks the rows are asked: for what another process left behind, or this one before it started. */
const looksPerRead = 10;

/** Finds sagas whose answers are overdue: most looks ask this process's own, some the rows. */
export class DueSagas {
  #looks = 0;

  constructor(
    private readonly open: Pick<OpenSagas<unknown>, 'due'>,
    private readonly query: (text: string, values: unknown[]) => Promise<{ id: string }[]>,
  ) {}

  async find(most: number): Promise<string[]> {
    this.#looks += 1;
    if (this.#looks % looksPerRead !== 1) return this.open.due(Date.now(), most);
    return (await this.query(dueText, [most])).map(({ id }) => id);
  }
}

/** Past the pivot first: there somebody's money has moved. */
const dueText = `
  SELECT id FROM saga WHERE open AND due_at <= clock_timestamp()
  ORDER BY phase = 'finishing' DESC, due_at LIMIT $1`;
