/** Something that looks at a build, and holds for the build as it is. */
export interface Check {
  /** As the table shows it. */
  readonly name: string;
  /** A look that takes longer has said nothing. */
  readonly withinMs: number;
  /**
   * Looks at the build in a copy of the checkout; answers what it finds, a sentence each, and nothing where all holds.
   * Throws where nothing can be said: a build that does not even start has not been found out.
   */
  look(copy: string, signal: AbortSignal): Promise<readonly string[]>;
}
