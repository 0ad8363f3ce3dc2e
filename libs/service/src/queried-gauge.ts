import { Counter, Gauge, type Registry } from 'prom-client';

interface Queries {
  query<Row>(text: string): Promise<Row>;
}

export interface QueriedGauge {
  readonly name: string;
  readonly help: string;
  /** Answers rows of `value` and of each label under its name. Asked at each scrape, so it must be cheap. */
  readonly text: string;
  readonly labels?: readonly string[];
}

/** Without its database a service still has to say how it is; Prometheus itself gives up after ten seconds. */
const askMs = 2_000;

async function within<Answer>(waitMs: number, asked: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${waitMs} ms`)), waitMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Gauges whose values are asked of the database when somebody reads them. One that cannot be asked shows no value, and
 * the next reading counts it.
 */
export function queriedGauges(
  registry: Registry,
  database: Queries,
  gauges: readonly QueriedGauge[],
  waitMs = askMs,
): void {
  const registers = [registry];
  const failures = new Counter({
    name: 'gridsaga_gauge_failures_total',
    help: 'Readings of a gauge that the database did not answer in time',
    labelNames: ['gauge'],
    registers,
  });
  for (const { name, help, text, labels = [] } of gauges) {
    failures.inc({ gauge: name }, 0);
    new Gauge({
      name,
      help,
      labelNames: [...labels],
      registers,
      async collect() {
        this.reset();
        // A gauge without labels falls back to 0, which would say that all is well; without a value it says nothing.
        if (labels.length === 0) this.remove();
        try {
          for (const row of await within(waitMs, database.query<Readonly<Record<string, string | null>>[]>(text)))
            this.set(Object.fromEntries(labels.map((label) => [label, row[label] ?? ''])), Number(row['value']));
        } catch {
          failures.inc({ gauge: name });
        }
      },
    });
  }
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
    text: "SELECT count(*) AS value FROM parked WHERE state = 'parked'",
  },
];
