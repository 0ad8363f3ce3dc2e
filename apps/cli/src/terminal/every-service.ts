import { Option } from 'commander';
import { type PageDocument, type ServiceName, serviceNames } from '../http/api.js';
import { ApiProblem, NoAnswer } from '../http/api-problem.js';
import { type Column, type Document, field } from '../table/column.js';
import { type Desk, NotWell } from './desk.js';

export interface OfService {
  readonly service?: ServiceName;
}

export const serviceOption = (about: string): Option => new Option('--service <name>', about).choices(serviceNames);

/** The services that a command is about: the one that was named, or all. */
export const servicesOf = ({ service }: OfService): readonly ServiceName[] =>
  service === undefined ? serviceNames : [service];

interface Told<Answer> {
  readonly service: ServiceName;
  readonly answer?: Answer;
  readonly failure?: string;
}

/** Asks several services side by side; one that is away keeps nobody from hearing the others. */
export const askEach = <Answer>(
  services: readonly ServiceName[],
  ask: (service: ServiceName) => Promise<Answer>,
): Promise<Told<Answer>[]> =>
  Promise.all(
    services.map(async (service): Promise<Told<Answer>> => {
      try {
        return { service, answer: await ask(service) };
      } catch (error) {
        if (!(error instanceof ApiProblem || error instanceof NoAnswer)) throw error;
        return { service, failure: error.message };
      }
    }),
  );

interface ListOfServices {
  readonly columns: readonly Column[];
  /** How the items of several services stand among each other. */
  readonly inOrder?: (one: Document, other: Document) => number;
}

/**
 * Lists of one or several services as one table, its first column the service. As JSON one service's list is as it came,
 * and several are one document with a member for each.
 *
 * @throws NotWell after all that was told is shown, where a service told nothing
 */
export async function showLists(
  desk: Desk,
  of: OfService,
  { columns, inOrder }: ListOfServices,
  ask: (service: ServiceName) => Promise<PageDocument>,
): Promise<void> {
  const told = await askEach(servicesOf(of), ask);
  const pages = told.flatMap(({ service, answer }) => (answer ? [{ service, page: answer }] : []));
  const items = pages.flatMap(({ service, page }) => page.items.map((item): Document => ({ service, ...item })));
  if (inOrder) items.sort(inOrder);
  const document =
    of.service === undefined ? Object.fromEntries(pages.map(({ service, page }) => [service, page])) : pages[0]?.page;
  // Where nobody told anything, there is nothing to be said of what is there.
  if (document !== undefined && pages.length > 0)
    desk.showList([field('SERVICE', 'service'), ...columns], { items, next: null }, document);
  for (const { service, page } of pages)
    if (page.next !== null) desk.note(`There is more: --service ${service} --after ${page.next}, or --all.`);
  throwFailures(told);
}

/** @throws NotWell where a service told nothing */
export function throwFailures(told: readonly Told<unknown>[]): void {
  const failures = told.flatMap(({ failure }) => failure ?? []);
  if (failures.length > 0) throw new NotWell(failures.join(' '));
}
