const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in HTML and in SVG, between tags and in attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => named[character] ?? character);
