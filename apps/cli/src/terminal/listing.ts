import type { Command, Option } from 'commander';
import type { ServiceName } from '../http/api.js';
import type { Column } from '../table/column.js';
import { atDesk, type OpenDesk } from './desk.js';
import { filterQuery, type PageOptions, pageQueryOf, withPages } from './page-options.js';

/** A command that shows a list of one service. */
export interface Listing {
  readonly name: string;
  readonly about: string;
  readonly service: ServiceName;
  readonly path: string;
  /** Named as the API names them. */
  readonly filters: readonly Option[];
  readonly columns: readonly Column[];
}

/** Adds a list to a group of commands. */
export function addListing(group: Command, open: OpenDesk, listing: Listing): void {
  const { name, about, service, path, filters, columns } = listing;
  const command = withPages(group.command(name).description(about));
  for (const filter of filters) command.addOption(filter);
  command.action(
    atDesk(open, async (desk, options: PageOptions) => {
      const query = { ...pageQueryOf(options), ...filterQuery(filters, options) };
      const page = await desk.api.list(service, path, query, { all: options.all === true });
      desk.showList(columns, page, page);
    }),
  );
}
