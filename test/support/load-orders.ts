import type { LoadReport } from './load.js';

/** What the process of the load is told; the first is `begin`. */
export type LoadOrder =
  | {
      readonly order: 'begin';
      readonly tradingUrls: readonly string[];
      readonly venueKey: string;
      readonly tradingDatabaseUrl: string;
      readonly seed: number;
    }
  | { readonly order: 'keep open'; readonly phase: string; readonly most: number }
  | { readonly order: 'at rate'; readonly phase: string; readonly bodiesPerSecond: number }
  /** Send nothing new, wait for what is under way, and report. */
  | { readonly order: 'rest' };

export type LoadAnswer =
  | { readonly answer: 'ready' }
  | ({ readonly answer: 'report' } & LoadReport)
  | { readonly answer: 'failed'; readonly because: string };
