/** RFC 6901: `['trades', 0, 'a/b']` is `/trades/0/a~1b`; the empty path, the whole document, is `''`. */
export function jsonPointer(path: readonly (string | number | symbol)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
