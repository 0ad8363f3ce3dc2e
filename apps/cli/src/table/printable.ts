/**
 * Text that a terminal shows and does not obey: names and messages are others' words, and an escape sequence in them
 * could hide or forge lines. Control characters become `\u001b`, which stands for them in JSON too; line ends stay.
 */
export const printable = (text: string): string =>
  text.replaceAll(
    /[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]/gu,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Printable text without line ends, for where a line is to stay one. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', '\\n');
