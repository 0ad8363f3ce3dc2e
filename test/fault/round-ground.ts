import type { OpenSagas } from '../support/open-sagas.js';
import type { ClientLoad } from './client-load.js';
import type { FaultGround } from './kinds/fault-kind.js';

/** What a round runs on. */
export interface RoundGround extends Omit<FaultGround, 'draw'> {
  readonly load: ClientLoad;
  readonly sagas: OpenSagas;
  readonly seed: number;
  /** Heals at once what stands, and begins nothing new. */
  readonly interrupted: AbortSignal;
  readonly say: (sentence: string) => void;
}
