/** Takes `${caller}/${key}` apart, as two columns for `unnest`; a caller never holds a `/`, the caller's own key may. */
export function scopedKeyColumns(keys: readonly string[]): [callers: string[], own: string[]] {
  const split = keys.map((key) => key.indexOf('/'));
  return [keys.map((key, at) => key.slice(0, split[at])), keys.map((key, at) => key.slice((split[at] ?? 0) + 1))];
}
