import { serviceNames } from '../../../local/services.js';
import type { HarmfulProxy } from '../../support/harmful-proxy.js';
import type { FaultGround, FaultTarget } from './fault-kind.js';

/** The proxy between a service and a server. Throws for a target that is no such pair: a kind that names one is wrong. */
export function roadOf(detours: FaultGround['detours'], target: FaultTarget): HarmfulProxy {
  for (const name of serviceNames) {
    if (target === `${name} to PostgreSQL`) return detours[name].postgres;
    if (target === `${name} to Kafka`) return detours[name].kafka;
  }
  throw new Error(`nothing leads to ${target}`);
}
