import type { z } from 'zod';

export type ReadConfig<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly string[] };

// Values of such variables are never printed.
const secret = /URL|KEY|SECRET|PASSWORD|TOKEN/;

/**
 * Reads the environment once, at the start: the typed settings, or one sentence per mistake, each naming its variable.
 * An empty variable counts as one that is not set; variables that the schema does not name are left alone.
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): ReadConfig<z.output<Schema>> {
  const set = Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = schema.safeParse(set);
  if (parsed.success) return { ok: true, config: parsed.data };
  const mistakes = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? 'the environment');
    const value = set[name];
    if (value === undefined) return `${name} is not set: ${issue.message}.`;
    return secret.test(name) ? `${name} is wrong: ${issue.message}.` : `${name} is "${value}": ${issue.message}.`;
  });
  return { ok: false, mistakes };
}
