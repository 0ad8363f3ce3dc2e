/** More violations of one invariant than this say nothing new. */
export const mostFindings = 20;

/** A finding: a sentence, and the row or record that it is about. */
export const shown = (sentence: string, row: object): string => `${sentence} ${JSON.stringify(row)}`;
