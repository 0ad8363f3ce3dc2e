import { idempotencyKey } from '#libs/service';
import { v5 } from 'uuid';

/** Any UUID that only settlement's requests use. */
const requests = 'c1b7a6de-6f0e-5d0c-9f6a-3b8a54b6a6f1';

/** The id of what a request makes, from its caller and its Idempotency-Key: the same key is the same thing for ever. */
export const idOfRequest = (caller: string, key: string | undefined): string =>
  v5(`${caller}/${idempotencyKey(key)}`, requests);
