const head = /^\{"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a parcel; undefined where the record is none. Parcels begin with their id, so most are not parsed. */
export function parcelId(text: string): string | undefined {
  if (text.endsWith(']}')) {
    const [, id] = head.exec(text) ?? [];
    if (id) return id;
  }
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' && uuid.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
