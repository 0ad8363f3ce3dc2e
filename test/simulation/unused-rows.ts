import { Rows } from '#libs/messaging';

/** A table of which the simulated works read nothing, and of which nothing is kept: made once, not for every batch. */
class UnusedRows<Row> extends Rows<Row> {
  override put(): void {
    // Audits are written here, and nobody asks for them.
  }
}

export const unusedRows = <Row>(): Rows<Row> => new UnusedRows<Row>(() => '');

/** What a table of a service's state holds. */
export type RowOf<Table> = Table extends Rows<infer Row> ? Row : never;
