/** Something that a service needs before it takes work. */
export interface HealthCheck {
  readonly name: string;
  /** A sentence that says what is missing; undefined when nothing is. */
  check(): Promise<string | undefined>;
}

// A check that hangs is a check that fails; load balancers ask every few seconds.
const checkMs = 2_000;

const outcome = async (asked: HealthCheck): Promise<string | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${checkMs} ms`), checkMs);
  });
  try {
    return await Promise.race([asked.check(), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether this process should get work: every check passes, and it is not on its way out. */
export class Readiness {
  #draining = false;

  constructor(private readonly checks: readonly HealthCheck[]) {}

  /** From now on the process is not ready; what it has begun it finishes. */
  drain(): void {
    this.#draining = true;
  }

  /** Per check `ok` or what is missing. */
  async ask(): Promise<{ ready: boolean; checks: Record<string, string> }> {
    const answers = await Promise.all(this.checks.map(async (check) => [check.name, await outcome(check)] as const));
    const checks = Object.fromEntries(answers.map(([name, missing]) => [name, missing ?? 'ok']));
    if (this.#draining) checks['draining'] = 'the process is stopping';
    return { ready: !this.#draining && answers.every(([, missing]) => missing === undefined), checks };
  }
}
