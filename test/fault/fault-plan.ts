import type { Draw } from '../../local/sample/seeded-random.js';
import type { FaultKind, FaultTarget } from './kinds/fault-kind.js';

/** One fault of a round: what is harmed, when it begins after the round has begun, and how long it stands. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly target: FaultTarget;
  readonly beginsMs: number;
  readonly lastsMs: number;
}

export interface PlanOptions {
  /** How many faults a round may have; drawn from these. */
  readonly sizes?: readonly number[] | undefined;
}

/** What a round costs is mostly the wait for its end; with four faults on average half an hour holds over 300. */
const usualSizes = [1, 3, 4, 5, 6];
/** Faults of one round overlap: the last begins while others still stand. */
const latestBeginMs = 4_000;

const drawOne = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(0, items.length - 1)] as Item;

function shuffled<Item>(draw: Draw, items: readonly Item[]): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(draw(0, rest.length - 1), 1)[0] as Item);
}

/**
 * Rounds of faults without end, the same for the same chance. Every kind comes once before any comes again, in an order
 * that is drawn anew each time; within a round no target is harmed twice, and no kind comes twice.
 *
 * @param kinds at least one, each with a target
 */
export function* plannedRounds(
  draw: Draw,
  kinds: readonly FaultKind[],
  { sizes = usualSizes }: PlanOptions = {},
): Generator<readonly PlannedFault[], never> {
  const waiting = shuffled(draw, kinds);
  for (;;) {
    const size = drawOne(draw, sizes);
    if (waiting.length < size) waiting.push(...shuffled(draw, kinds));
    yield planRound(draw, waiting, size);
  }
}

/** Takes the first kinds that go together out of those that wait; the others wait on. */
function planRound(draw: Draw, waiting: FaultKind[], size: number): PlannedFault[] {
  const planned: PlannedFault[] = [];
  for (const kind of [...waiting]) {
    if (planned.length === size) break;
    const free = kind.targets.filter((target) => planned.every((other) => other.target !== target));
    // Two of a kind may wait where a list of all was added to what was left of the one before.
    if (free.length === 0 || planned.some((other) => other.kind === kind)) continue;
    waiting.splice(waiting.indexOf(kind), 1);
    const [from, to] = kind.lastsMs;
    const beginsMs = planned.length === 0 ? 0 : draw(0, latestBeginMs);
    planned.push({ kind, target: drawOne(draw, free), beginsMs, lastsMs: draw(from, to) });
  }
  return planned;
}
