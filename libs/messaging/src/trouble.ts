/** Fields of a log line: which topic, parcel, message or saga it is about. */
export type About = Readonly<Record<string, unknown>>;

/** Where messaging says what went wrong, in a few words, and what it was about. */
export type OnTrouble = (error: unknown, what: string, about?: About) => void;
