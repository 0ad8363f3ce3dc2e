import { problems } from './problem.js';

/** The caller's Idempotency-Key, or a 400 that says what is wrong with it. */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined)
    throw problems.badRequest(
      'idempotency-key-missing',
      'This request needs an Idempotency-Key header, so that repeating it does nothing twice.',
    );
  if (!/^[\x21-\x7e]{1,255}$/.test(header))
    throw problems.badRequest(
      'idempotency-key-malformed',
      'An Idempotency-Key is 1 to 255 printable ASCII characters without spaces.',
    );
  return header;
}
