// Read once: under the test runner every look at a global costs more than the rest of a step.
const { imul } = Math;

/** A state of a model: a fixed number of unsigned 32-bit words, and nothing else, so that millions of them fit in memory. */
export type Words = readonly number[];

/** Every state that was met, each once, numbered in the order of meeting. */
export class StateTable {
  readonly #width: number;
  #words: Uint32Array;
  /** Open addressing; 0 is an empty place, everything else the state's number plus one. */
  #places: Int32Array;
  #size = 0;

  constructor(width: number) {
    this.#width = width;
    this.#words = new Uint32Array(width * 1_024);
    this.#places = new Int32Array(4_096);
  }

  get size(): number {
    return this.#size;
  }

  at(number: number): Words {
    const state: number[] = [];
    for (let word = 0; word < this.#width; word += 1) state.push(this.#words[number * this.#width + word] ?? 0);
    return state;
  }

  /** The state's number; it is new where the number is the size that the table had before. */
  add(state: Words): number {
    if (this.#size * 2 >= this.#places.length) this.#grow();
    const mask = this.#places.length - 1;
    for (let place = this.#hash(state) & mask; ; place = (place + 1) & mask) {
      const number = (this.#places[place] ?? 0) - 1;
      if (number < 0) return this.#put(state, place);
      if (this.#holds(number, state)) return number;
    }
  }

  #put(state: Words, place: number): number {
    const number = this.#size;
    if ((number + 1) * this.#width > this.#words.length) {
      const wider = new Uint32Array(this.#words.length * 2);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words.set(state, number * this.#width);
    this.#places[place] = number + 1;
    this.#size += 1;
    return number;
  }

  #holds(number: number, state: Words): boolean {
    const start = number * this.#width;
    for (let word = 0; word < this.#width; word += 1) if (this.#words[start + word] !== state[word]) return false;
    return true;
  }

  #hash(state: Words): number {
    let hash = 0x9e3779b9;
    for (let word = 0; word < this.#width; word += 1) {
      hash = imul(hash ^ (state[word] ?? 0), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    hash = imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2);
    const mask = this.#places.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      let place = this.#hash(this.at(number)) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = number + 1;
    }
  }
}
