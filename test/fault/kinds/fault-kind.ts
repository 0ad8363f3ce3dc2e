import type { Draw } from '../../../local/sample/seeded-random.js';
import type { ServiceName } from '../../../local/services.js';
import type { Stack } from '../../../local/stack.js';
import type { Detour } from '../../support/detours.js';

/** What is harmed. Two faults never have the same target at the same time. */
export type FaultTarget =
  /** One of two processes of a service. */
  | `${ServiceName} ${1 | 2}`
  /** All that passes between a service, both of its instances, and a server. */
  | `${ServiceName} to PostgreSQL`
  | `${ServiceName} to Kafka`
  | 'PostgreSQL'
  | 'Kafka'
  | 'topics';

/** What a fault may touch. */
export interface FaultGround {
  readonly stack: Stack;
  /** The proxies through which each service, and nobody else, reaches its servers. */
  readonly detours: Readonly<Record<ServiceName, Detour>>;
  readonly draw: Draw;
}

/** A fault that stands until it is healed. */
export interface Injected {
  /** What exactly was done, to be printed: `killed with SIGKILL`. */
  readonly what: string;
  /**
   * Takes the harm away and resolves when what was harmed is there again. Answers how often it has struck: a fault that
   * waited for something that never came has struck 0 times and is not counted.
   */
  heal(): Promise<number>;
}

/** A kind of fault; all of them stand in all-kinds.ts. */
export interface FaultKind {
  /** As `--only` takes it: `kill-a-service`. */
  readonly name: string;
  /** What happens, as a sentence. */
  readonly means: string;
  /** One of them is drawn. */
  readonly targets: readonly FaultTarget[];
  /** How long it stands before it is healed, milliseconds: drawn between the two. */
  readonly lastsMs: readonly [from: number, to: number];
  /** What this machine lacks for it, as a sentence; nothing where it can be done. Such a kind is named as not run. */
  missing?(ground: FaultGround): Promise<string | undefined>;
  inject(ground: FaultGround, target: FaultTarget): Promise<Injected>;
}
