import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceNames } from '../../local/services.js';
import { insideOf } from './inside-of.js';

const most = 5;

function faultOf(line: string): string | undefined {
  let event: { readonly level?: unknown; readonly message?: unknown };
  try {
    event = JSON.parse(line) as typeof event;
  } catch {
    return `a line is no event: ${line.slice(0, 200)}`;
  }
  if (event.level === 'error' || event.level === 'fatal') return `${event.level}: ${line.slice(0, 400)}`;
  // Where a message could not be handled is for whoever mends it, and stands in the field of the failure.
  return insideOf(String(event.message)) === undefined
    ? undefined
    : `the message shows ${insideOf(String(event.message))}: ${line.slice(0, 200)}`;
}

/** What the services' logs say that they should not: failures of their own, and lines that somebody else has written. */
export async function loggedFaults(folder: string): Promise<string[]> {
  const faults = serviceNames.map(async (service) => {
    const lines = (await readFile(join(folder, `${service}.log`), 'utf8')).split('\n').filter((line) => line !== '');
    return lines
      .flatMap((line) => faultOf(line) ?? [])
      .slice(0, most)
      .map((fault) => `${service}: ${fault}`);
  });
  return (await Promise.all(faults)).flat();
}
