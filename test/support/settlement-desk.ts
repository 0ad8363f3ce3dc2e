import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from './http-client.js';
import type { World } from './world.js';

/** A problem or a document: what a story looks at it says itself. */
export type Answered = Readonly<Record<string, unknown>> & { readonly type: string; readonly detail: string };

/** What a desk or an operator asks of settlement; by the operator unless another key is named. */
export const settlementDesk = (world: () => World) => ({
  get: <Body = Answered>(path: string, key?: string, accept?: string): Promise<HttpAnswer<Body>> =>
    world().http<Body>('settlement', path, { ...(key && { key }), ...(accept && { headers: { accept } }) }),

  put: (path: string, json: unknown, key?: string): Promise<HttpAnswer<Answered>> =>
    world().http<Answered>('settlement', path, { method: 'PUT', json, ...(key && { key }) }),

  withdraw: (
    account: string,
    json: unknown,
    key?: string,
    idempotencyKey: string = randomUUID(),
  ): Promise<HttpAnswer<Answered>> =>
    world().http<Answered>('settlement', `/v1/accounts/${account}/withdrawals`, {
      json,
      ...(key && { key }),
      headers: { 'idempotency-key': idempotencyKey },
    }),
});

/** A line of a statement, as far as the stories look at it. */
export interface LineSeen {
  readonly at: string;
  readonly atLocal: string;
  readonly kind: string;
  readonly of: string;
  readonly counterAccount: string;
  readonly amountEur: string;
  readonly balanceEur: string;
}

export interface StatementSeen {
  readonly openingEur: string;
  readonly closingEur: string;
  readonly items: readonly LineSeen[];
  readonly next: string | null;
}
