import { hash } from 'node:crypto';
import { NumberColumn } from './number-column.js';

const wordsPerKey = 4;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => uuid.test(text);

const hex = (word: number): string => word.toString(16).padStart(8, '0');

/**
 * Counts keys in the order in which they first come, at some 30 bytes a key. A UUID is its own 128 bits, and can be read
 * again; of any other text the 128 bits of a hash are kept, so two texts are taken for one about never.
 */
export class KeyIndex {
  readonly #words = new NumberColumn();
  /** The place of a key plus one, where its hash says; 0 is free. */
  #slots = new Int32Array(2_048);
  #length = 0;
  readonly #asked = new Uint32Array(wordsPerKey);

  /** How many different keys have come; the next new one gets this place. */
  get length(): number {
    return this.#length;
  }

  /** The place of a key, a new one if it has none. */
  add(text: string): number {
    const slot = this.#slotOf(text);
    const known = this.#slots[slot] as number;
    if (known > 0) return known - 1;
    const place = this.#length;
    for (let word = 0; word < wordsPerKey; word += 1) {
      this.#words.set(place * wordsPerKey + word, this.#asked[word] as number);
    }
    this.#length += 1;
    this.#slots[slot] = this.#length;
    if (this.#length * 2 > this.#slots.length) this.#grow();
    return place;
  }

  /** The place of a key; -1 where it never came. */
  find(text: string): number {
    return (this.#slots[this.#slotOf(text)] as number) - 1;
  }

  /** The key at a place, where it is a UUID. */
  uuidAt(place: number): string {
    const words = Array.from({ length: wordsPerKey }, (_, word) => hex(this.#words.at(place * wordsPerKey + word)));
    const all = words.join('');
    return `${all.slice(0, 8)}-${all.slice(8, 12)}-${all.slice(12, 16)}-${all.slice(16, 20)}-${all.slice(20)}`;
  }

  /** The places of all keys, a page of so many at a time. */
  *pages(places: number): Iterable<readonly number[]> {
    for (let from = 0; from < this.#length; from += places)
      yield Array.from({ length: Math.min(places, this.#length - from) }, (_, place) => from + place);
  }

  /** The slot that has the key, or the free one where it belongs. */
  #slotOf(text: string): number {
    const asked = this.#asked;
    if (isUuid(text)) {
      asked[0] = Number.parseInt(text.slice(0, 8), 16);
      asked[1] = Number.parseInt(text.slice(9, 13) + text.slice(14, 18), 16);
      asked[2] = Number.parseInt(text.slice(19, 23) + text.slice(24, 28), 16);
      asked[3] = Number.parseInt(text.slice(28), 16);
    } else {
      const digest = hash('md5', text, 'buffer');
      for (let word = 0; word < wordsPerKey; word += 1) asked[word] = digest.readUInt32LE(word * 4);
    }
    let slot = this.#mixed(asked[0] as number, asked[1] as number, asked[2] as number, asked[3] as number);
    for (let known = this.#slots[slot] as number; known > 0 && !this.#isAsked(known - 1); ) {
      slot = (slot + 1) & (this.#slots.length - 1);
      known = this.#slots[slot] as number;
    }
    return slot;
  }

  #isAsked(place: number): boolean {
    const from = place * wordsPerKey;
    for (let word = 0; word < wordsPerKey; word += 1)
      if (this.#words.at(from + word) !== this.#asked[word]) return false;
    return true;
  }

  /** UUIDs of one millisecond differ in their last bits only: all bits are to count. */
  #mixed(first: number, second: number, third: number, fourth: number): number {
    let mixed = Math.imul(first ^ (second << 7) ^ (second >>> 25), 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ third, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ fourth, 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) & (this.#slots.length - 1);
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let place = 0; place < this.#length; place += 1) {
      const from = place * wordsPerKey;
      const words = [0, 1, 2, 3].map((word) => this.#words.at(from + word)) as [number, number, number, number];
      let slot = this.#mixed(...words);
      while ((this.#slots[slot] as number) > 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = place + 1;
    }
  }
}
