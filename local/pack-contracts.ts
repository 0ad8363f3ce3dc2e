import { join } from 'node:path';
import { checkout } from './checkout.js';
import { packContracts } from './contracts-package.js';

const [into = join(checkout, 'dist'), ...more] = process.argv.slice(2);
if (more.length > 0 || into.startsWith('-')) {
  process.stderr.write('npm run pack:contracts [-- FOLDER]\n');
  process.exit(2);
}
console.log(await packContracts(into));
