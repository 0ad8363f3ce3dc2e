import { type Command, Option } from 'commander';
import { type ServiceName, serviceNames, soonMs } from '../http/api.js';
import { type Column, type Document, field } from '../table/column.js';
import { atDesk, type Desk, type OpenDesk, WrongUse } from './desk.js';
import { type OfService, serviceOption, showLists } from './every-service.js';
import { count, filterQuery, type PageOptions, pageQueryOf, withPages } from './page-options.js';

const columns: readonly Column[] = [
  field('ID', 'id'),
  field('STATE', 'state'),
  field('PARKED AT', 'parkedAt'),
  field('TOPIC', 'topic'),
  field('KIND', 'kind'),
  field('SAGA', 'sagaId'),
  field('REASON', 'reason'),
];

const filters: readonly Option[] = [
  new Option('--state <state>', 'parked unless said otherwise').choices(['parked', 'requeued', 'dropped', 'all']),
  new Option('--topic <topic>'),
  new Option('--reason <text>', 'stands anywhere in the reason'),
  new Option('--saga-id <id>', 'of the trade'),
];

interface SettleOptions extends OfService {
  readonly why: string;
  readonly seen?: number;
}

interface Parked extends Document {
  readonly version: number;
  readonly body: string;
}

/** Adds `parked`. */
export function addParked(program: Command, open: OpenDesk): void {
  const parked = program.command('parked').description('messages that could not be handled, in every service');
  const list = withPages(parked.command('list').description('parked messages, the oldest first'));
  for (const filter of [...filters, serviceOption('of one service only')]) list.addOption(filter);
  list.action(
    atDesk(open, async (desk, options: PageOptions & OfService) => {
      if (options.after !== undefined && options.service === undefined)
        throw new WrongUse('--after goes on in one list: name its --service.');
      const query = { ...pageQueryOf(options), ...filterQuery(filters, options) };
      await showLists(desk, options, { columns }, (service) =>
        desk.api.list(service, '/v1/parked', query, { all: options.all === true, withinMs: soonMs }),
      );
    }),
  );
  parked
    .command('show')
    .description('one parked message with its whole body')
    .argument('<id>', 'its number with --service, or like metering/17')
    .addOption(serviceOption('that parked it'))
    .action(
      atDesk(open, async (desk, name: string, of: OfService) => {
        const { service, id } = placeOf(name, of);
        const found = await desk.api.ask<Parked>(service, `/v1/parked/${id}`);
        const { body, ...rest } = found;
        desk.show(found, () => [...desk.record({ service, ...rest }), '', body]);
      }),
    );
  addSettling(parked, open, 'requeue', 'sends it again to where it came from', 'It was requeued');
  addSettling(parked, open, 'drop', 'gives it up for good; it stays listed as dropped', 'It was dropped');
}

function addSettling(parked: Command, open: OpenDesk, name: string, about: string, done: string): void {
  parked
    .command(name)
    .description(about)
    .argument('<id>', 'its number with --service, or like metering/17')
    .addOption(serviceOption('that parked it'))
    .requiredOption('--why <words>', 'stand in the audit')
    .option('--seen <version>', 'the version that was seen; otherwise as it is now', count(1, 2_147_483_647))
    .action(atDesk(open, (desk, id: string, options: SettleOptions) => settle(desk, id, options)));

  async function settle(desk: Desk, text: string, { why, seen, ...of }: SettleOptions): Promise<void> {
    const { service, id } = placeOf(text, of);
    const path = `/v1/parked/${id}`;
    const version = seen ?? (await desk.api.ask<Parked>(service, path)).version;
    const json = { version, why };
    const after = await desk.api.ask<Parked>(service, `${path}/${name}`, { method: 'POST', json });
    const { body: _, ...rest } = after;
    desk.show(after, () => [
      `${done}: ${service}/${id} went from version ${version} to ${after.version}.`,
      ...desk.record(rest),
    ]);
  }
}

/** Each service counts its own: a number alone names nothing. */
function placeOf(text: string, { service: named }: OfService): { service: ServiceName; id: string } {
  const [, prefix, id] = /^(?:([a-z]+)\/)?(\d{1,18})$/.exec(text) ?? [];
  const service = serviceNames.find((name) => name === (prefix ?? named));
  if (id === undefined || service === undefined || (named !== undefined && named !== service))
    throw new WrongUse(`'${text}' names no parked message: it is a number with --service, or like metering/17.`);
  return { service, id };
}
