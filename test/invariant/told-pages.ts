import { deflateRawSync, inflateRawSync } from 'node:zlib';

const eventsPerPage = 5_000;
/** A page is one parameter of one question. */
const charactersPerPage = 4_000_000;

/**
 * The data of events, kept by kind in pages, each the text of a JSON array and compressed: a question about a page takes
 * it as it is, and nobody holds a million objects.
 */
export class ToldPages {
  readonly #full = new Map<string, Buffer[]>();
  readonly #begun = new Map<string, { texts: string[]; characters: number }>();

  /** @param data an object's text */
  add(kind: string, subject: string, data: string): void {
    const page = this.#begun.get(kind) ?? { texts: [], characters: 0 };
    this.#begun.set(kind, page);
    // Of two fields of one name the last one counts, so whatever an event says of itself, it is about its subject.
    const text = `${data.slice(0, data.lastIndexOf('}'))},"id":${JSON.stringify(subject)}}`;
    page.texts.push(text);
    page.characters += text.length;
    if (page.texts.length < eventsPerPage && page.characters < charactersPerPage) return;
    const full = this.#full.get(kind) ?? [];
    this.#full.set(kind, full);
    // Copied out of the larger piece of memory that it may stand in.
    full.push(Buffer.from(deflateRawSync(joined(page.texts), { level: 1 })));
    this.#begun.delete(kind);
  }

  *of(kind: string): Iterable<string> {
    for (const page of this.#full.get(kind) ?? []) yield inflateRawSync(page).toString();
    const last = this.#begun.get(kind);
    if (last) yield joined(last.texts);
  }
}

const joined = (texts: readonly string[]): string => `[${texts.join(',')}]`;
