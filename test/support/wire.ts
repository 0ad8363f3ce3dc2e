/** What a client sends in one piece that belongs together. */
export interface RequestFrame {
  readonly bytes: Buffer;
  /**
   * What it asks for, where it can be said: the statement that PostgreSQL is told to carry out (`COMMIT`), the name of
   * Kafka's request (`Produce`).
   */
  readonly asks: string | undefined;
  /** Whether the server owes an answer once this has arrived. */
  readonly answered: boolean;
}

/** How requests are cut out of what a client sends, piece by piece; a frame may begin in one and end in another. */
export interface RequestReader {
  take(piece: Buffer): readonly RequestFrame[];
}

/** Where answers end in what a server sends: the places just behind them in this piece. */
export interface AnswerReader {
  take(piece: Buffer): readonly number[];
}

/** How a client and a server speak with each other: answers come in the order of the requests that are owed one. */
export interface Wire {
  requests(): RequestReader;
  answers(): AnswerReader;
}
