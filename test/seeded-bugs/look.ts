import type { Looked } from './checks/program.check.js';
import { looks } from './looks.js';

/** `node look.js <name>`: looks at the build that it is a part of; the last line is JSON. Only ever run in a copy. */
const look = looks[process.argv[2] ?? ''];
if (!look) {
  process.stderr.write(`There is no look of this name: ${Object.keys(looks).join(', ')}.\n`);
  process.exit(2);
}
const findings = await look();
process.stdout.write(`${JSON.stringify({ findings } satisfies Looked)}\n`);
// The watchdog's pipe would hold the process open for as long as it takes to end.
process.exit();
