/**
 * Thrown by a work whose message cannot be decided at the moment, and soon can: a row that it needs is in doubt. Nothing
 * of it is written. A group of requests goes on without it and takes it in again; a batch of messages waits as a whole.
 */
export class TryAgainLater extends Error {
  /** @param details what is in doubt, by what it is, such as `{ account: 'A' }`: for whoever asked, unlike the message */
  constructor(
    message: string,
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
