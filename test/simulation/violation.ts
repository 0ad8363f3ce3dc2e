/** Something that must never be. `rule` is the same however it came about, so that a smaller schedule fails the same way. */
export class Violation extends Error {
  constructor(
    readonly rule: string,
    readonly sentence: string = rule,
  ) {
    super(sentence);
  }
}
