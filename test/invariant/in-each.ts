import { type Found, type Service, type Snapshots, services } from './snapshot.js';

/** Puts one question to all three databases. */
export async function inEach(
  snapshots: Snapshots,
  question: string,
): Promise<(Found & { readonly service: Service })[]> {
  const found = await Promise.all(
    services.map(async (service) => (await snapshots[service].rows(question)).map((row) => ({ ...row, service }))),
  );
  return found.flat();
}
