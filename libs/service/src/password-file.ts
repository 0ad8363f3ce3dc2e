import { readFileSync } from 'node:fs';

/**
 * The database's URL with the password that a file holds: a secret that is mounted as a file stands in no environment.
 * Throws one sentence, without the password, when the file cannot be read or is empty. Without a file the URL stays.
 */
export function withPasswordOf(file: string | undefined, url: string): string {
  if (file === undefined) return url;
  let password: string;
  try {
    password = readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw new Error(`DATABASE_PASSWORD_FILE cannot be read: ${(error as Error).message}`);
  }
  if (password === '') throw new Error(`DATABASE_PASSWORD_FILE names ${file}, which is empty`);
  const whole = new URL(url);
  // The setter leaves a percent sign as it is, which would be read as the beginning of an escape.
  whole.password = encodeURIComponent(password);
  return whole.href;
}
