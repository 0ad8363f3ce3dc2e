/** Runs the jobs in their order, at most `most` of them at once; resolves when all have ended. A job must not throw. */
export async function sideBySide<Job>(
  jobs: readonly Job[],
  most: number,
  run: (job: Job) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs];
  const lane = async (): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await run(job);
  };
  await Promise.all(Array.from({ length: most }, lane));
}
