import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { Api } from '../http/api.js';
import { ApiProblem } from '../http/api-problem.js';
import { addAccounts } from './accounts.commands.js';
import { Desk, WrongUse } from './desk.js';
import { addExplain } from './explain.command.js';
import { addMarket } from './market.commands.js';
import { addParked } from './parked.commands.js';
import { addParties } from './parties.commands.js';
import { addSagas } from './sagas.commands.js';
import type { Screen } from './screen.js';
import { addServices } from './services.commands.js';
import { addTrades } from './trades.commands.js';
import { addTwoPhase } from './two-phase.commands.js';

/** What the command line stands on. */
export interface Ground {
  readonly screen: Screen;
  /** A file's text; `-` is standard input. */
  readonly readFile: (name: string) => Promise<string>;
}

/** Done; refused, failed or not well; words that make no sense. */
export type ExitCode = 0 | 1 | 2;

interface GlobalOptions {
  readonly tradingUrl: string;
  readonly meteringUrl: string;
  readonly settlementUrl: string;
  readonly key?: string;
  readonly json?: boolean;
}

const serviceUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('It is a URL like http://127.0.0.1:4101.');
};

const urlOption = (service: string, port: number): Option =>
  new Option(`--${service}-url <url>`, `where ${service} is`)
    .env(`GRIDSAGA_${service.toUpperCase()}_URL`)
    .default(`http://127.0.0.1:${port}`)
    .argParser(serviceUrl);

const examples = `
Examples:
  $ gridsaga health
  $ gridsaga explain 0192f1c0-…              one trade's story
  $ gridsaga sagas list --stuck              what waits for an operator
  $ gridsaga sagas retry 0192f1c0-… --why "the account was thawed"
  $ gridsaga trades list --state rejected --party 99X… --all --json

Ends with 0 when it is done, 1 when it is refused or fails, 2 when the words make no sense.`;

/** The whole command line. */
export function gridsaga({ screen, readFile }: Ground): Command {
  const program = new Command('gridsaga')
    .description('Operates Gridsaga over its API.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => screen.out(text.trimEnd()),
      writeErr: (text) => screen.err(text.trimEnd()),
      ...(screen.width !== undefined && { getOutHelpWidth: () => screen.width ?? 80 }),
    })
    .addOption(urlOption('trading', 4101))
    .addOption(urlOption('metering', 4102))
    .addOption(urlOption('settlement', 4103))
    .addOption(new Option('--key <key>', 'the API key; better kept in the environment').env('GRIDSAGA_API_KEY'))
    .option('--json', "prints the API's JSON, one document")
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', examples);
  const open = (command: Command): Desk => {
    const { tradingUrl, meteringUrl, settlementUrl, key, json } = command.optsWithGlobals<GlobalOptions>();
    const urls = { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl };
    return new Desk(new Api({ urls, key: key === '' ? undefined : key }), screen, json === true, readFile);
  };
  const groups = [addTrades, addSagas, addTwoPhase, addParked, addParties, addAccounts, addMarket, addServices];
  for (const add of [addExplain, ...groups]) add(program, open);
  return program;
}

/**
 * Carries out one command line; never throws.
 *
 * @param words without the program itself
 */
export async function run(words: readonly string[], ground: Ground): Promise<ExitCode> {
  const program = gridsaga(ground);
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    // It has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const hint = error instanceof ApiProblem && error.status === 401 ? ' Set GRIDSAGA_API_KEY, or give --key.' : '';
    ground.screen.err(`${error instanceof Error ? error.message : String(error)}${hint}`);
    if (error instanceof WrongUse) return 2;
    if (error instanceof ApiProblem && program.opts<GlobalOptions>().json === true)
      ground.screen.out(JSON.stringify(error.document, undefined, 2));
    return 1;
  }
}
