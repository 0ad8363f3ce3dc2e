/**
 * Why something was refused or ignored: a reason from a closed union, and what differed beside it.
 * Quantities carry their unit in the name (`neededEur`, `askedWh`), money as a decimal string.
 */
export type Because<Reason extends string = string> = {
  readonly reason: Reason;
  readonly [detail: string]: string | number;
};

export type Accepted<What> = { readonly answer: 'accepted'; readonly what: What };
export type Already = { readonly answer: 'already' };
export type Refused<Reason extends string> = { readonly answer: 'refused'; readonly because: Because<Reason> };
export type Ignored<Reason extends string> = { readonly answer: 'ignored'; readonly because: Because<Reason> };

/** What a rule says to an ask. `already` counts as accepted and writes nothing; `ignored` is never answered. */
export type Decision<What, Reason extends string> = Accepted<What> | Already | Refused<Reason> | Ignored<Reason>;

export const accepted = <What>(what: What): Accepted<What> => ({ answer: 'accepted', what });

export const already = (): Already => ({ answer: 'already' });

export const refused = <Reason extends string>(
  reason: Reason,
  details: Readonly<Record<string, string | number>> = {},
): Refused<Reason> => ({ answer: 'refused', because: { reason, ...details } });

/** Repeats a refusal that was kept in a row. */
export const refusedAgain = <Reason extends string>(because: Because<Reason>): Refused<Reason> => ({
  answer: 'refused',
  because,
});

export const ignored = <Reason extends string>(
  reason: Reason,
  details: Readonly<Record<string, string | number>> = {},
): Ignored<Reason> => ({ answer: 'ignored', because: { reason, ...details } });
