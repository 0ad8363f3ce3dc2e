import { Gauge, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { checkLedger, type LedgerCheck } from './ledger.check.js';

/** A process that has just started has more urgent things to do. */
const firstAfterMs = 300_000;

/**
 * Checks the ledger every so often and whenever somebody asks, and shows the last findings as a metric. A check reads
 * all books, on one connection and without a lock.
 */
export class LedgerWatch {
  readonly name = 'the watch over the ledger';
  readonly #findings: Gauge;
  readonly #checkedAt: Gauge;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<unknown> = Promise.resolve();

  /** @param everyMs 0 checks only when somebody asks */
  constructor(
    private readonly dataSource: DataSource,
    registry: Registry,
    private readonly everyMs: number,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {
    const registers = [registry];
    this.#findings = new Gauge({
      name: 'gridsaga_ledger_findings',
      help: 'What the last check of all books found that does not hold',
      registers,
    });
    this.#checkedAt = new Gauge({
      name: 'gridsaga_ledger_checked_timestamp_seconds',
      help: 'When all books were checked last, in seconds since 1970',
      registers,
    });
    // Nothing was found, because nothing was looked at yet: that is to be no value.
    this.#findings.remove();
    this.#checkedAt.remove();
  }

  start(): void {
    if (this.everyMs > 0) this.#again(Math.min(firstAfterMs, this.everyMs));
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#checking;
  }

  async check(): Promise<LedgerCheck> {
    const checked = await checkLedger(this.dataSource, this.#stopping.signal);
    this.#findings.set(checked.findings.length);
    this.#checkedAt.setToCurrentTime();
    return checked;
  }

  #again(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#checking = this.check()
        .catch((error: unknown) => {
          if (!this.#stopping.signal.aborted) this.onTrouble(error, 'the ledger could not be checked');
        })
        .finally(() => {
          if (!this.#stopping.signal.aborted) this.#again(this.everyMs);
        });
    }, afterMs);
  }
}
