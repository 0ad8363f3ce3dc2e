/** Ties steps that somebody else runs to whoever shows them: both name the step, in either order. */
export class StepBoard<Name extends string> {
  readonly #steps = new Map<Name, PromiseWithResolvers<unknown>>();

  #of(name: Name): PromiseWithResolvers<unknown> {
    let step = this.#steps.get(name);
    if (!step) {
      step = withResolvers();
      // Whoever shows it may come later, or never.
      step.promise.catch(() => undefined);
      this.#steps.set(name, step);
    }
    return step;
  }

  /** The step has begun and settles with `done`. */
  readonly began = (name: Name, done: Promise<unknown>): void => {
    const { resolve, reject } = this.#of(name);
    done.then(resolve, reject);
  };

  /** Settles when the step of that name has. */
  ended(name: Name): Promise<unknown> {
    return this.#of(name).promise;
  }

  /** Whatever has not settled will not: the run that had to do it has failed. */
  fail(names: readonly Name[], failure: unknown): void {
    for (const name of names) this.#of(name).reject(failure);
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
