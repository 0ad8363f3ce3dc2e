import { Gauge, type Registry } from 'prom-client';

interface Queries {
  query<Row>(text: string): Promise<Row>;
}

export interface QueriedGauge {
  readonly name: string;
  readonly help: string;
  /** Answers rows of `value` and, where there is a label, `label`. Asked at each scrape, so it must be cheap. */
  readonly text: string;
  readonly label?: string;
}

/** A gauge whose values are asked of the database when somebody reads them. */
export function queriedGauge(registry: Registry, database: Queries, { name, help, text, label }: QueriedGauge): void {
  new Gauge({
    name,
    help,
    labelNames: label ? [label] : [],
    registers: [registry],
    async collect() {
      this.reset();
      for (const row of await database.query<{ value: string; label?: string }[]>(text))
        if (label) this.set({ [label]: row.label ?? '' }, Number(row.value));
        else this.set(Number(row.value));
    },
  });
}

/** What an operator of any service asks first: is something waiting to be sent, did something have to be parked. */
export const messagingGauges: readonly QueriedGauge[] = [
  { name: 'gridsaga_outbox_rows', help: 'Rows that wait for the relay', text: 'SELECT count(*) AS value FROM outbox' },
  {
    name: 'gridsaga_outbox_age_seconds',
    help: 'Age of the oldest row that waits for the relay',
    text: 'SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0) AS value FROM outbox',
  },
  {
    name: 'gridsaga_parked_messages',
    help: 'Messages that wait for a person',
    text: 'SELECT count(*) AS value FROM parked',
  },
];
