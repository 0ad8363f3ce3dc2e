import { Command } from 'commander';
import type { Api } from '../http/api.js';
import type { Column, Document } from '../table/column.js';
import { recordLines, recordPairs } from '../table/record-lines.js';
import type { Screen } from './screen.js';
import { tableLines } from './table-lines.js';

/** What was asked for was done, and something is not as it should be. */
export class NotWell extends Error {}

/** The words of the command line make no sense together. */
export class WrongUse extends Error {}

/** Where one command is carried out: whom it asks, and how it shows what it was told. */
export class Desk {
  constructor(
    readonly api: Api,
    readonly screen: Screen,
    readonly json: boolean,
    readonly readFile: (name: string) => Promise<string>,
  ) {}

  /** The document with `--json`, or lines for a person. */
  show(document: unknown, lines: () => readonly string[]): void {
    this.screen.out(this.json ? JSON.stringify(document, undefined, 2) : lines().join('\n'));
  }

  table(columns: readonly Column[], documents: readonly Document[]): string[] {
    return tableLines(columns, documents, this.screen.width);
  }

  record(document: Document): string[] {
    return recordLines(recordPairs(document));
  }

  /** A list as a table, with where it goes on. */
  showList(columns: readonly Column[], { items, next }: ListDocument, document: unknown = { items, next }): void {
    if (this.json) return this.show(document, () => []);
    if (items.length === 0) return this.note('Nothing found.');
    this.show(document, () => this.table(columns, items));
    if (next !== null) this.note(`There is more: --after ${next}, or --all.`);
  }

  /** For a person only: with `--json` nothing but the document is shown. */
  note(text: string): void {
    if (!this.json) this.screen.err(text);
  }
}

export interface ListDocument {
  readonly items: readonly Document[];
  readonly next: string | null;
}

export type OpenDesk = (command: Command) => Desk;

/** Makes a command's action of what is done at a desk with its arguments and options. */
export const atDesk =
  <Words extends readonly unknown[]>(open: OpenDesk, act: (desk: Desk, ...words: Words) => Promise<void>) =>
  (...words: [...Words, Command]): Promise<void> => {
    const command = words.at(-1);
    if (!(command instanceof Command)) throw new Error('an action is called with its command last');
    return act(open(command), ...(words.slice(0, -1) as unknown as Words));
  };
