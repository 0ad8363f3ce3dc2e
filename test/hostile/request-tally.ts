import type { ServiceName } from '../../local/services.js';
import type { Outcome } from './raw-client.js';

/** How often each class of answers came to an operation. */
export interface OperationTally {
  readonly operation: string;
  readonly requests: number;
  readonly good: number;
  readonly refused: number;
  readonly overload: number;
  readonly failed: number;
  readonly hungUp: number;
  readonly slowestMs: number;
}

type Counted = { -readonly [Field in keyof OperationTally]: OperationTally[Field] };

/** Counts what was asked and answered. */
export class RequestTally {
  readonly #byOperation = new Map<string, Counted>();
  readonly slowest: { readonly operation: string; readonly tookMs: number; readonly answer: string }[] = [];
  requests = 0;

  add({ service, route }: { readonly service: ServiceName; readonly route: string }, outcome: Outcome): void {
    const operation = `${service} ${route}`;
    const none = { requests: 0, good: 0, refused: 0, overload: 0, failed: 0, hungUp: 0, slowestMs: 0 };
    const counted = this.#byOperation.get(operation) ?? { operation, ...none };
    this.#byOperation.set(operation, counted);
    this.requests += 1;
    counted.requests += 1;
    const status = outcome.answered ? outcome.answer.status : undefined;
    if (status === undefined) counted.hungUp += 1;
    else if (status < 400) counted.good += 1;
    else if (status < 500) counted.refused += 1;
    else if (status === 503) counted.overload += 1;
    else counted.failed += 1;
    counted.slowestMs = Math.max(counted.slowestMs, outcome.tookMs);
    this.#keepIfSlow(operation, outcome);
  }

  get rows(): readonly OperationTally[] {
    return [...this.#byOperation.values()].sort((one, other) => one.operation.localeCompare(other.operation));
  }

  #keepIfSlow(operation: string, outcome: Outcome): void {
    this.slowest.push({
      operation,
      tookMs: outcome.tookMs,
      answer: outcome.answered ? String(outcome.answer.status) : outcome.because,
    });
    this.slowest.sort((one, other) => other.tookMs - one.tookMs);
    this.slowest.splice(5);
  }
}
