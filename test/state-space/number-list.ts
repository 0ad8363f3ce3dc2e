/** A list of 32-bit integers that grows, at four bytes each. */
export class NumberList {
  #numbers = new Int32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const longer = new Int32Array(this.#length * 2);
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  /** @throws RangeError beyond the end: a bug of whoever asks */
  at(index: number): number {
    const number = index < this.#length ? this.#numbers[index] : undefined;
    if (number === undefined) throw new RangeError(`there is no number ${index} of ${this.#length}`);
    return number;
  }
}
