import type { KnownCall } from './client-history.js';

/** A trade as trading has it, after everything has drained. */
export interface KeptTrade {
  readonly id: string;
  readonly externalId: string | null;
  /** Of its saga; null where it has none. */
  readonly phase: string | null;
}

/** What trading keeps of a call. */
export interface KeptCall {
  /** The trades that the answer kept under the key names, in the body's order; undefined where none is kept. */
  readonly results: readonly (string | null)[] | undefined;
  readonly byId: ReadonlyMap<string, KeptTrade>;
  readonly byExternalId: ReadonlyMap<string, KeptTrade>;
}

/**
 * Holds what a client knows of a call against what trading keeps of it, one sentence per contradiction. A call that was
 * taken is there as it was answered; of a refused one nothing is there; an unknown one is there wholly or not at all.
 */
export function judgeCall(call: KnownCall, { results, byId, byExternalId }: KeptCall): string[] {
  const { key, known, expected, referenced } = call;
  const references = referenced ? expected.map((_, at) => `${key}-${at}`) : [];
  if (results === undefined) {
    const left = references.filter((reference) => byExternalId.has(reference));
    return [
      ...(known.heard === 'ok' ? [`${key} was answered as taken, and trading keeps no answer under its key`] : []),
      ...left.map((reference) => `${key} is ${toldOf(known)}, and its trade ${reference} is there`),
    ];
  }
  if (known.heard === 'failed') return [`${key} is ${toldOf(known)}, and trading keeps it as taken`];
  const found: string[] = [];
  if (known.heard === 'ok' && known.tradeIds.join() !== results.join())
    found.push(`${key} was answered with ${known.tradeIds.join(' ')}, and trading keeps ${results.join(' ')}`);
  if (results.length !== expected.length)
    found.push(`${key} has ${expected.length} trades, and trading keeps ${results.length} answers`);
  for (const [at, id] of results.entries()) {
    const named = `trade ${at} of ${key}`;
    const trade = id === null ? undefined : byId.get(id);
    if ((id === null) !== (expected[at] === 'is refused')) found.push(`${named} ${expected[at]}, and is kept as ${id}`);
    else if (id !== null && !trade) found.push(`${named} was taken as ${id}, and is not there`);
    if (!trade) continue;
    if (trade.phase !== 'done' && trade.phase !== 'undone') found.push(`${named}, ${id}, ended ${trade.phase}`);
    if (trade.phase === 'done' && expected[at] === 'is rejected')
      found.push(`${named}, ${id}, cleared, and its buyer has no money`);
    if (references[at] !== undefined && byExternalId.get(references[at])?.id !== id)
      found.push(`${named}, ${id}, has not the reference ${references[at]}`);
  }
  return found;
}

const toldOf = (known: KnownCall['known']): string =>
  known.heard === 'failed' ? `refused with ${known.because}` : 'of unknown outcome';
