/** Deliberate mistakes in the protocol; the explorer has to find what each one breaks. */
export const wrongProtocols = [
  'a yes without the command tag',
  'an abort answered to an ask while preparing',
  'a prepare sent before its gid is durable',
  'forgetting before all acknowledgements',
  'no row lock on the gid',
  'commit on one yes',
  'a marker written after the commit',
  'a tombstone before the rollback',
  'no tombstone',
  'a branch row left beside a tombstone',
  'nobody asks again',
] as const;

export type WrongProtocol = (typeof wrongProtocols)[number];
