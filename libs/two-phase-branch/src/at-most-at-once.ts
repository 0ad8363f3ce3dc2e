/** Does something for each item, for so many at once; what is done must not throw. */
export async function atMostAtOnce<Item>(
  most: number,
  items: readonly Item[],
  each: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await each(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
