import type { Model, Reach } from './explore.js';
import { word } from './participant-word.js';
import { ProtocolModel, type ProtocolSetting } from './protocol-model.js';
import type { Words } from './state-table.js';

/**
 * Two global transactions that change the same row at every participant: while one of them is prepared there, the other
 * cannot be. Each keeps all that it has to keep alone, and both can end.
 */
export class OverlappingModel implements Model {
  readonly width: number;
  readonly initial: readonly Words[];
  readonly #each: ProtocolModel;
  readonly #participants: number;

  constructor(setting: ProtocolSetting) {
    // The participants of the two are the same ones, so they keep their places.
    this.#each = new ProtocolModel({ ...setting, named: true });
    this.#participants = setting.participants;
    this.width = this.#each.width * 2;
    this.initial = this.#each.initial.map((state) => [...state, ...state]);
  }

  moves(state: Words, reach: Reach): void {
    const [first, second] = this.#halves(state);
    this.#each.moves(first, (to, move, fair) => {
      if (!this.#collide(to, second)) reach(this.#ordered(to, second), move, fair);
    });
    this.#each.moves(second, (to, move, fair) => {
      if (!this.#collide(to, first)) reach(this.#ordered(first, to), move, fair);
    });
  }

  broken(state: Words): string | undefined {
    const [first, second] = this.#halves(state);
    return this.#each.broken(first) ?? this.#each.broken(second);
  }

  ended(state: Words): boolean {
    return this.#halves(state).every((half) => this.#each.ended(half));
  }

  #halves(state: Words): readonly [Words, Words] {
    return [state.slice(0, this.#each.width), state.slice(this.#each.width)];
  }

  #collide(one: Words, other: Words): boolean {
    for (let at = 1; at <= this.#participants; at += 1)
      if (word.prepared.get(one[at] ?? 0) === 1 && word.prepared.get(other[at] ?? 0) === 1) return true;
    return false;
  }

  /** The two differ in nothing but their gids. */
  #ordered(one: Words, other: Words): Words {
    const differ = one.findIndex((at, index) => at !== other[index]);
    const swap = differ >= 0 && (one[differ] ?? 0) > (other[differ] ?? 0);
    return swap ? [...other, ...one] : [...one, ...other];
  }
}
