import type { Command } from 'commander';
import { ApiProblem } from '../http/api-problem.js';
import { sagaOf } from '../http/saga-of.js';
import { tradeIdNamed } from '../http/trade-named.js';
import type { SagaDocument } from '../story/trade-facts.js';
import { atDesk, type Desk, type OpenDesk } from './desk.js';
import { count } from './page-options.js';

const actions: readonly (readonly [name: string, about: string, done: string])[] = [
  ['retry', 'asks every stuck step again, now', 'Every stuck step is asked again'],
  ['force-undo', 'undoes everything that was asked for; only before the pivot', 'Everything is being undone'],
  ['skip', 'goes on without a stuck step; what it should have done is to be done by hand', 'The step is skipped'],
  ['pause', 'stops sending; answers are kept, deadlines stand still', 'The saga is paused'],
  ['resume', 'goes on where a paused saga stood', 'The saga goes on'],
];

interface ActionOptions {
  readonly why: string;
  readonly revision?: number;
}

/** What a saga waits for, in a line. */
export const waitsFor = ({ awaits = [] }: Pick<Partial<SagaDocument>, 'awaits'>): string =>
  awaits
    .map(({ step, direction, attempts, stuck }) => `${step} (${direction}, ${stuck ? 'stuck' : `ask ${attempts}`})`)
    .join(', ');

/** Adds what operators may do to a saga. */
export function addSagaActions(sagas: Command, open: OpenDesk): void {
  for (const [name, about, done] of actions) {
    const command = sagas
      .command(name)
      .description(about)
      .argument('<trade>', "the trade's id, which is the saga's, or its external id");
    if (name === 'skip') command.argument('<step>', "the stuck step, like 'post funds'");
    command
      .requiredOption('--why <words>', 'stand in the audit')
      .option(
        '--revision <revision>',
        'what was seen, to be refused when it has moved since; otherwise as it is now',
        count(1, 2_147_483_647),
      )
      .action(
        name === 'skip'
          ? atDesk(open, (desk, trade: string, step: string, options: ActionOptions) =>
              act(desk, trade, { name, done, body: { step } }, options),
            )
          : atDesk(open, (desk, trade: string, options: ActionOptions) =>
              act(desk, trade, { name, done, body: {} }, options),
            ),
      );
  }
}

interface Action {
  readonly name: string;
  readonly done: string;
  readonly body: object;
}

interface Acted extends SagaDocument {
  readonly auditId: string;
}

/** A saga that is asked again moves while it is looked at; more often than this it is left to the operator. */
const mostTries = 5;

async function act(desk: Desk, trade: string, { name, done, body }: Action, { why, revision: seen }: ActionOptions) {
  const id = await tradeIdNamed(desk.api, trade);
  const post = async (triesLeft: number): Promise<{ revision: number; after: Acted }> => {
    const revision = seen ?? (await sagaOf(desk.api, id)).revision;
    const json = { revision, why, ...body };
    try {
      const path = `/v1/sagas/${id}/${name}`;
      return { revision, after: await desk.api.ask<Acted>('trading', path, { method: 'POST', json }) };
    } catch (error) {
      if (seen !== undefined || triesLeft === 0 || !hasMoved(error)) throw error;
      return post(triesLeft - 1);
    }
  };
  const { revision, after } = await post(mostTries - 1);
  const waits = waitsFor(after);
  desk.show(after, () => [
    `${done}: saga ${id} went from revision ${revision} to ${after.revision}.`,
    `It is ${after.phase}${after.paused ? ', paused' : ''}${waits === '' ? '' : `, and waits for ${waits}`}.`,
    `Audit record ${after.auditId}.`,
  ]);
}

const hasMoved = (error: unknown): boolean =>
  error instanceof ApiProblem && error.document.type?.endsWith(':changed-since') === true;
