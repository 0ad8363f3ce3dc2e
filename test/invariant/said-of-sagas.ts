/**
 * What parcels say of sagas, as flags of one number: that a step was asked, or how it was answered. The names of a saga's
 * steps and of their rows stand once, here.
 */
export const askedSteps = [
  { step: 'hold funds', direction: 'do' },
  { step: 'hold funds', direction: 'undo' },
  { step: 'post funds', direction: 'do' },
  { step: 'book delivery', direction: 'do' },
  { step: 'book delivery', direction: 'undo' },
  { step: 'firm delivery', direction: 'do' },
] as const;

const flagOf: ReadonlyMap<string, number> = new Map(
  askedSteps.map(({ step, direction }, place) => [`${step}/${direction}`, 1 << place]),
);

const commandId = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/([a-z ]+\/(?:un)?do)$/;

/** The saga that a command is of, and its step's flag; undefined where the id is none of ours. */
export function askedBy(id: unknown): { readonly saga: string; readonly flag: number } | undefined {
  const [, saga, ask] = (typeof id === 'string' && commandId.exec(id)) || [];
  const flag = flagOf.get(ask ?? '');
  return saga && flag ? { saga, flag } : undefined;
}

/** Of answers, acceptances alone have to stand in a row for good. */
export const acceptedFlag = (flag: number): number => flag << askedSteps.length;

/** The flag of an acceptance of a step, for SQL. */
export const acceptance = (step: (typeof askedSteps)[number]['step'], direction: 'do' | 'undo'): number =>
  acceptedFlag(flagOf.get(`${step}/${direction}`) ?? 0);
