import { join } from 'node:path';
import { openDatabase } from '#libs/service';
import { checkout } from '../../local/checkout.js';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { asked } from '../support/ask-database.js';
import { type LoadMarket, loadMarket } from '../support/load-market.js';

const build = join(checkout, 'dist');
const hundredMillionths = 100_000_000n;

/** A database on the same server with the tables that the service's own migrations make. */
async function plainDatabase(superuserUrl: string, service: ServiceName): Promise<string> {
  const name = `plain_${service}`;
  await asked(superuserUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  const dataSource = await openDatabase({
    url: url.href,
    pool: 2,
    entities: [],
    migrations: [
      join(build, 'libs', 'service', 'src', 'migrations', '*.js'),
      join(build, 'apps', service, 'src', 'store', 'migrations', '*.js'),
    ],
    applicationName: 'bench',
  });
  await dataSource.destroy();
  return url.href;
}

/** Three databases as the services have them, with the accounts of the load's parties and nothing else. */
export async function plainDatabases(
  superuserUrl: string,
  market: LoadMarket = loadMarket,
): Promise<Record<ServiceName, string>> {
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const service of serviceNames) urls[service] = await plainDatabase(superuserUrl, service);
  const all = urls as Record<ServiceName, string>;
  const deposits = new Map(
    market.deposits.map(({ party, amountEur }) => [party, BigInt(Number(amountEur)) * hundredMillionths]),
  );
  const parties = market.parties.map(({ eic }) => eic);
  await asked(all.settlement, async (client) => {
    await client.query(
      `INSERT INTO account (id, kind, posted) SELECT id, 'party', posted FROM unnest($1::text[], $2::numeric[]) AS new (id, posted)`,
      [parties, parties.map((party) => deposits.get(party) ?? 0n)],
    );
    // A plan that is made for an empty table stays with its connection.
    await client.query('ANALYZE account');
  });
  return all;
}
