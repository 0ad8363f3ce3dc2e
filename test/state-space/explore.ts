import { NumberList } from './number-list.js';
import { StateTable, type Words } from './state-table.js';

/** Told of every state that a move leads to. A fair move is one that happens by itself where nothing fails. */
export type Reach = (to: Words, move: string, fair: boolean) => void;

/** Something whose every behaviour can be walked. */
export interface Model {
  /** How many words a state has. */
  readonly width: number;
  readonly initial: readonly Words[];
  moves(state: Words, reach: Reach): void;
  /** What must hold and does not, as a sentence; nothing where all holds. */
  broken(state: Words): string | undefined;
  /** Where present: from every state such a one is to be reached by fair moves. */
  ended?(state: Words): boolean;
}

/** What a walk over all states found. */
export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** How many moves away the farthest state is. */
  readonly depth: number;
  /** Whether no state was left out. */
  readonly exhausted: boolean;
  /** What is wrong, and the moves that lead to it, the shortest way. */
  readonly wrong?: { readonly sentence: string; readonly moves: readonly string[] };
}

/** Walks all states breadth first until one is broken, all are seen, or there are `mostStates`. */
export function explore(model: Model, mostStates = Number.POSITIVE_INFINITY): Explored {
  const walk = new Walk(model);
  for (const state of model.initial) walk.meet(state, -1);
  for (let from = 0; from < walk.states.size; from += 1) {
    const sentence = model.broken(walk.states.at(from));
    if (sentence !== undefined) return walk.found(from, sentence, false);
    if (walk.states.size > mostStates) return walk.found(undefined, '', false);
    walk.expand(from);
  }
  const endless = model.ended ? walk.withoutEnd() : undefined;
  return walk.found(endless, 'no end can be reached from here without another failure', true);
}

class Walk {
  readonly states: StateTable;
  readonly #model: Model;
  readonly #metFrom = new NumberList();
  readonly #depths = new NumberList();
  /** Where each state's fair moves lead, one state after another. */
  readonly #fairTo = new NumberList();
  readonly #fairStart = new NumberList();
  #steps = 0;

  constructor(model: Model) {
    this.#model = model;
    this.states = new StateTable(model.width);
  }

  meet(state: Words, from: number): number {
    const before = this.states.size;
    const number = this.states.add(state);
    if (number === before) {
      this.#metFrom.push(from);
      this.#depths.push(from < 0 ? 0 : this.#depths.at(from) + 1);
    }
    return number;
  }

  expand(from: number): void {
    this.#fairStart.push(this.#fairTo.length);
    this.#model.moves(this.states.at(from), (to, _move, fair) => {
      this.#steps += 1;
      const number = this.meet(to, from);
      if (fair && this.#model.ended && number !== from) this.#fairTo.push(number);
    });
  }

  /** The first state from which no fair way leads to an end. */
  withoutEnd(): number | undefined {
    const ends = new Uint8Array(this.states.size);
    for (let state = 0; state < ends.length; state += 1)
      ends[state] = this.#model.ended?.(this.states.at(state)) ? 1 : 0;
    this.#fairStart.push(this.#fairTo.length);
    for (let changed = true; changed; ) {
      changed = false;
      // Most ways lead to states that were met later, so going backwards needs few rounds.
      for (let state = ends.length - 1; state >= 0; state -= 1) {
        if (ends[state] === 1 || !this.#leadsTo(ends, state)) continue;
        ends[state] = 1;
        changed = true;
      }
    }
    const endless = ends.indexOf(0);
    return endless < 0 ? undefined : endless;
  }

  #leadsTo(ends: Uint8Array, state: number): boolean {
    for (let way = this.#fairStart.at(state); way < this.#fairStart.at(state + 1); way += 1)
      if (ends[this.#fairTo.at(way)] === 1) return true;
    return false;
  }

  found(at: number | undefined, sentence: string, exhausted: boolean): Explored {
    return {
      states: this.states.size,
      steps: this.#steps,
      depth: this.#depths.at(this.#depths.length - 1),
      exhausted,
      ...(at !== undefined && { wrong: { sentence, moves: this.#wayTo(at) } }),
    };
  }

  #wayTo(end: number): string[] {
    const way: string[] = [];
    for (let at = end; this.#metFrom.at(at) >= 0; at = this.#metFrom.at(at)) {
      const from = this.#metFrom.at(at);
      let name = '';
      this.#model.moves(this.states.at(from), (to, move) => {
        if (name === '' && this.states.add(to) === at) name = move;
      });
      way.unshift(name);
    }
    return way;
  }
}
