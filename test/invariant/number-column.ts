/** Numbers from 0 to 2³² − 1 by their place, 0 where none was written, at four bytes each. */
export class NumberColumn {
  #numbers = new Uint32Array(1_024);

  at(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  set(place: number, number: number): void {
    if (place >= this.#numbers.length) {
      const longer = new Uint32Array(Math.max(place + 1, this.#numbers.length * 2));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[place] = number;
  }

  /** Adds flags to those that stand there. */
  flag(place: number, flags: number): void {
    this.set(place, (this.at(place) | flags) >>> 0);
  }
}
