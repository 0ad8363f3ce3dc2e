import { randomUUID } from 'node:crypto';
import { freshCode } from '../support/fresh-code.js';
import { anHourAhead } from '../support/world.js';

/** What a request can name without knowing it: `«trade 1»` is the last trade but one of which anything was heard. */
export const thingKinds = [
  'party',
  'area',
  'meter point',
  'trade',
  'gid',
  'parked',
  'cursor',
  'version',
  'key',
] as const;
export type ThingKind = (typeof thingKinds)[number];

/** So that a chain of calls meets what its own calls have made, and old things are met too. */
const mostOfAKind = 8;

const openingQuote = Buffer.from('«');
const named = /«([a-z ]+?[XYZ]?)(?: (\d+))?»/g;
/** A number stands in JSON without quotes: what is in them is awaited to be a text. */
const quotedVersion = /"«version(?: (\d+))?»"/g;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const codes: readonly (readonly [RegExp, ThingKind])[] = [
  [/^\d\dX[0-9A-Z-]{13}$/, 'party'],
  [/^\d\dY[0-9A-Z-]{13}$/, 'area'],
  [/^\d\dZ[0-9A-Z-]{13}$/, 'meter point'],
  [/^[0-9a-f]{8}-[0-9a-f]{32}$/, 'gid'],
];

/** What there is, as far as a fuzzer has heard of it: requests name things before it is known which these will be. */
export class KnownThings {
  readonly #heard = new Map<ThingKind, string[]>();

  /** @param spared what nothing may be done to, whatever is heard of it */
  constructor(
    private readonly given: Readonly<Partial<Record<ThingKind, readonly string[]>>>,
    private readonly spared: ReadonlySet<string> = new Set(),
  ) {}

  hear(kind: ThingKind, thing: string): void {
    if (this.spared.has(thing)) return;
    const others = (this.#heard.get(kind) ?? []).filter((other) => other !== thing);
    this.#heard.set(kind, [thing, ...others].slice(0, mostOfAKind));
  }

  /** Takes out of an answer whatever a later request could name. */
  hearAll(answer: unknown, name = ''): void {
    if (typeof answer === 'string') this.#hearText(answer, name);
    else if (typeof answer === 'number' && (name === 'version' || name === 'revision'))
      this.hear('version', String(answer));
    else if (Array.isArray(answer)) for (const one of answer.slice(0, mostOfAKind)) this.hearAll(one, name);
    else if (typeof answer === 'object' && answer !== null)
      for (const [field, value] of Object.entries(answer)) this.hearAll(value, field);
  }

  #hearText(text: string, name: string): void {
    if (name === 'next') return this.hear('cursor', text);
    if (name === 'id' && /^\d{1,18}$/.test(text)) return this.hear('parked', text);
    if ((name === 'id' || name === 'tradeId') && uuid.test(text)) return this.hear('trade', text);
    const [, kind] = codes.find(([form]) => form.test(text)) ?? [];
    if (kind) this.hear(kind, text);
  }

  /** A text with everything in it that is named by its kind put in place. */
  fill(text: string): string {
    if (!text.includes('«')) return text;
    return text
      .replaceAll(quotedVersion, (_, index: string | undefined) => this.#thing('version', Number(index ?? 0)) ?? '1')
      .replaceAll(
        named,
        (asked, kind: string, index: string | undefined) => this.#thing(kind, Number(index ?? 0)) ?? asked,
      );
  }

  /** The same in bytes that need not be text. */
  fillBytes(bytes: Buffer): Buffer {
    if (!bytes.includes(openingQuote)) return bytes;
    const text = bytes.toString('latin1').replaceAll('Â«', '«').replaceAll('Â»', '»');
    return Buffer.from(this.fill(text).replaceAll('«', 'Â«').replaceAll('»', 'Â»'), 'latin1');
  }

  #thing(kind: string, index: number): string | undefined {
    if (kind === 'fresh uuid') return randomUUID();
    if (kind === 'fresh X' || kind === 'fresh Y' || kind === 'fresh Z')
      return freshCode(kind.slice(-1) as 'X' | 'Y' | 'Z');
    if (kind === 'hour') return anHourAhead(2 + (index % 24));
    if (kind === 'now') return new Date().toISOString();
    if (kind === 'today') return new Date().toISOString().slice(0, 10);
    const heard = this.#heard.get(kind as ThingKind) ?? [];
    const all = [...heard, ...(this.given[kind as ThingKind] ?? [])];
    return all[index % Math.max(1, all.length)];
  }
}
