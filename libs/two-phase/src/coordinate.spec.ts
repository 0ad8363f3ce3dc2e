import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acknowledge,
  asked,
  begun,
  busy,
  legs,
  refuse,
  released,
  setting,
  silence,
  vote,
  yes,
} from '../../../test/support/a-global-transaction.js';
import { coordinate } from './coordinate.js';
import type { CoordinatorSetting, CoordinatorSignal } from './coordinated.js';
import type { GlobalTransaction, Leg } from './global-transaction.js';
import { transitions } from './transaction-state.js';
import type { RefusedLeg, Vote } from './vote.js';

/** What the last of the signals led to. */
function after(signals: readonly CoordinatorSignal[], from = begun, more: Partial<CoordinatorSetting> = {}) {
  let led = coordinate(from, signals[0] ?? silence, setting(more));
  for (const signal of signals.slice(1)) led = coordinate(led.transaction, signal, setting(more));
  return led;
}

const at = {
  gathering: { ...begun, state: 'gathering', participants: { S: {}, M: {} }, asks: 0 },
  preparing: begun,
  committing: after([yes('S'), yes('M')]).transaction,
  aborting: after([busy('S')]).transaction,
  committed: after([yes('S'), yes('M'), acknowledge('S', 'committed'), acknowledge('M', 'committed')]).transaction,
  aborted: after([busy('S'), acknowledge('S', 'aborted'), acknowledge('M', 'aborted')]).transaction,
  'mixed after a commit': after([yes('S'), yes('M'), acknowledge('M', 'mixed')]).transaction,
  'mixed after an abort': after([busy('S'), acknowledge('M', 'mixed')]).transaction,
} as const satisfies Readonly<Record<string, GlobalTransaction>>;
type Place = keyof typeof at;

describe('votes', () => {
  it('decide to commit when all are yes, and tell everybody', () => {
    expect(after([yes('S'), yes('M')])).toMatchObject({
      transaction: { state: 'committing', decidedAt: 2_000, asks: 1, dueAt: 3_000 },
      tell: [
        { participant: 'S', tell: 'commit' },
        { participant: 'M', tell: 'commit' },
      ],
      outcome: { outcome: 'decided to commit' },
    });
  });

  it('decide nothing while one is missing', () => {
    const led = after([yes('S')]);
    expect(led).toMatchObject({ transaction: { state: 'preparing' }, tell: [] });
    expect(led.outcome).toBeUndefined();
    expect(after([refuse('S', 'one')]).outcome).toBeUndefined();
  });

  const one: RefusedLeg = { id: 'one', because: { reason: 'poor', at: 'S' } };
  it.each<[string, CoordinatorSignal[], readonly RefusedLeg[], readonly string[] | undefined]>([
    ['one refused leg', [refuse('S', 'one'), yes('M')], [one], ['two']],
    ['every leg refused', [refuse('S', 'one', 'two'), yes('M')], [one, { ...one, id: 'two' }], undefined],
    ['somebody busy', [busy('M')], [], ['one', 'two']],
    ['somebody busy beside a refusal', [refuse('S', 'one'), busy('M')], [], ['one', 'two']],
    ['a refusal of no leg', [yes('S'), refuse('M')], [], ['one', 'two']],
    ['a refusal of a leg of something else', [yes('S'), refuse('M', 'three')], [], ['one', 'two']],
  ])('%s: abort, reject what is certain, and the rest is next', (_, signals, rejected, rest) => {
    const led = after(signals);
    expect(led.outcome).toEqual({ outcome: 'decided to abort', rejected });
    expect(led.transaction.state).toBe('aborting');
    expect(led.tell).toEqual([
      { participant: 'S', tell: 'abort' },
      { participant: 'M', tell: 'abort' },
    ]);
    expect(led.next?.legs.map(({ id }) => id)).toEqual(rest);
  });

  it('come second to what the coordinator itself has against a leg', () => {
    const refusalOf = ({ id }: Leg) => (id === 'two' ? { reason: 'gate closed' } : undefined);
    expect(after([yes('S'), yes('M')], begun, { refusalOf })).toMatchObject({
      outcome: { outcome: 'decided to abort', rejected: [{ id: 'two', because: { reason: 'gate closed' } }] },
      next: { legs: [{ id: 'one' }] },
    });
  });

  it('count once: the first of a participant', () => {
    expect(after([yes('S'), refuse('S', 'one'), yes('M')]).transaction.state).toBe('committing');
    expect(after([refuse('S', 'one'), yes('S'), yes('M')]).transaction.state).toBe('aborting');
  });

  it.each<[Place]>([['gathering'], ['committing'], ['aborting'], ['committed'], ['aborted'], ['mixed after a commit']])(
    'change nothing while %s',
    (place) => {
      expect(after([refuse('S', 'one')], at[place])).toEqual({ transaction: at[place], tell: [] });
    },
  );
});

describe('what is next', () => {
  it('waits for its predecessor, in the same chain and as old as it was', () => {
    expect(after([busy('S')]).next).toEqual({
      gid: 'next',
      chain: 'gid',
      predecessor: 'gid',
      state: 'gathering',
      legs,
      busyRounds: 1,
      participants: { S: {}, M: {} },
      since: 1_000,
      asks: 0,
    });
  });

  const afterRefusal = after([refuse('S', 'one'), yes('M')]).next ?? begun;
  const afterBusy = after([busy('S')]).next ?? begun;

  it('is prepared when its predecessor has ended', () => {
    expect(after([released], afterRefusal, { now: 9_000 })).toMatchObject({
      transaction: { state: 'preparing', preparingSince: 9_000, asks: 1, dueAt: 10_000 },
      tell: [
        { participant: 'S', tell: 'prepare' },
        { participant: 'M', tell: 'prepare' },
      ],
    });
  });

  it('stays away for a while after a busy round', () => {
    const waiting = after([released], afterBusy, { now: 9_000, chance: 0.5 }).transaction;
    expect(waiting).toMatchObject({ state: 'gathering', dueAt: 9_037 });
    expect(after([released], waiting, { now: 9_010 }).transaction).toBe(waiting);
    expect(after([silence], waiting, { now: 9_036 }).transaction).toBe(waiting);
    expect(after([silence], waiting, { now: 9_037 }).transaction.state).toBe('preparing');
  });

  it('is not prepared by silence before its predecessor has ended', () => {
    expect(after([silence], afterBusy, { now: 99_000 }).transaction).toBe(afterBusy);
  });

  it('is nothing after the fifth busy round: everything is rejected', () => {
    const fifth = { ...begun, busyRounds: 4 };
    const said: Vote = { vote: 'busy', because: { reason: 'rows are locked', row: 'a' } };
    const led = after([vote('M', said)], fifth);
    const because = { reason: 'busy', busyWith: 'rows are locked', row: 'a', from: 'M', rounds: 5 };
    expect(led.outcome).toEqual({
      outcome: 'decided to abort',
      rejected: [
        { id: 'one', because },
        { id: 'two', because },
      ],
    });
    expect(led.next).toBeUndefined();
    expect(after([busy('M')], { ...begun, busyRounds: 3 }).next?.busyRounds).toBe(4);
  });
});

describe('silence', () => {
  it.each<[Place, CoordinatorSignal[], string[]]>([
    ['preparing', [], ['prepare S', 'prepare M']],
    ['preparing', [yes('S')], ['prepare M']],
    ['committing', [], ['commit S', 'commit M']],
    ['committing', [acknowledge('S', 'committed')], ['commit M']],
    ['aborting', [acknowledge('M', 'aborted')], ['abort S']],
    ['committed', [], []],
    ['aborted', [], []],
    ['mixed after a commit', [], ['commit S']],
    ['mixed after an abort', [], ['abort S']],
    ['mixed after an abort', [acknowledge('S', 'aborted')], []],
  ])('while %s, after %j, asks those again who have not answered: %j', (place, signals, told) => {
    const from = signals.length > 0 ? after(signals, at[place]).transaction : at[place];
    const led = after([silence], from, { now: 9_000 });
    expect(led.tell.map(({ participant, tell }) => `${tell} ${participant}`)).toEqual(told);
    expect(led.outcome).toBeUndefined();
    if (told.length > 0) expect(led.transaction.dueAt).toBeGreaterThan(9_000);
    else expect(led.transaction.dueAt).toBeUndefined();
  });

  it('asks after 1, 2, 4 and then every 5 seconds, and gives up 20 seconds after the first', () => {
    const times: number[] = [];
    let led = coordinate(begun, yes('S'), setting({ now: 1_001 }));
    while (led.transaction.state === 'preparing') {
      const now = led.transaction.dueAt ?? 0;
      times.push(now - 1_000);
      led = coordinate(led.transaction, silence, setting({ now }));
    }
    expect(times).toEqual([1_000, 3_000, 7_000, 12_000, 17_000, 20_000]);
    const because = { reason: 'no answer', from: 'M', withinMs: 20_000 };
    expect(led.outcome).toEqual({
      outcome: 'decided to abort',
      rejected: [
        { id: 'one', because },
        { id: 'two', because },
      ],
    });
    expect(led.next).toBeUndefined();
  });

  it('is heard only when it is due', () => {
    expect(after([silence], begun, { now: 1_999 })).toEqual({ transaction: begun, tell: [] });
  });
});

describe('who asks', () => {
  it.each<[Place, string | undefined]>([
    ['gathering', undefined],
    ['preparing', 'prepare'],
    ['committing', 'commit'],
    ['aborting', 'abort'],
    ['committed', 'commit'],
    ['aborted', 'abort'],
    ['mixed after a commit', 'commit'],
    ['mixed after an abort', 'abort'],
  ])('while %s is told %s', (place, tell) => {
    expect(after([asked], at[place])).toEqual({
      transaction: at[place],
      tell: tell ? [{ participant: 'S', tell }] : [],
    });
  });

  it('and takes no part is told nothing', () => {
    for (const participant of ['X', 'toString', '__proto__'])
      expect(after([{ signal: 'asked', participant }]).tell).toEqual([]);
  });
});

describe('acknowledgements', () => {
  it.each([
    ['committing', 'committed'],
    ['aborting', 'aborted'],
  ] as const)('end what is %s with the last', (place, as) => {
    const first = after([acknowledge('S', as)], at[place]);
    expect(first).toMatchObject({ transaction: { state: place }, tell: [] });
    expect(first.outcome).toBeUndefined();
    const last = after([acknowledge('M', as)], first.transaction, { now: 7_000 });
    expect(last).toMatchObject({ transaction: { state: as, endedAt: 7_000 }, outcome: { outcome: as } });
    expect(last.transaction.dueAt).toBeUndefined();
  });

  it.each<[Place, 'committed' | 'aborted' | 'mixed']>([
    ['committing', 'mixed'],
    ['committing', 'aborted'],
    ['aborting', 'mixed'],
    ['aborting', 'committed'],
  ])('while %s of a branch that is %s make it mixed, which is said once', (place, as) => {
    const led = after([acknowledge('M', as)], at[place]);
    expect(led).toMatchObject({ transaction: { state: 'mixed' }, outcome: { outcome: 'mixed', participant: 'M' } });
    const other = after([acknowledge('S', 'mixed')], led.transaction);
    expect(other.transaction.participants['S']?.acknowledged?.as).toBe('mixed');
    expect(other.outcome).toBeUndefined();
    expect(other.transaction.dueAt).toBeUndefined();
  });

  it.each<[Place]>([['gathering'], ['preparing'], ['committed'], ['aborted']])('change nothing while %s', (place) => {
    expect(after([acknowledge('S', 'mixed')], at[place])).toEqual({ transaction: at[place], tell: [] });
  });
});

describe('whatever is heard in whatever order', () => {
  const participant = fc.constantFrom('S', 'M', 'X');
  const signal: fc.Arbitrary<CoordinatorSignal> = fc.oneof(
    fc.tuple(participant, fc.constantFrom('one', 'two')).map(([name, id]) => refuse(name, id)),
    participant.map(yes),
    participant.map(yes),
    participant.map(busy),
    fc.tuple(participant, fc.constantFrom('committed', 'aborted', 'mixed')).map(([name, as]) => acknowledge(name, as)),
    fc.constantFrom(asked, silence, released),
  );

  it('only goes ways of the table, decides once, tells what was decided, and loses no leg', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(signal, fc.nat(8_000)), { maxLength: 20 }), (heard) => {
        let transaction: GlobalTransaction = begun;
        let now = 1_000;
        let decision: string | undefined;
        for (const [each, laterMs] of heard) {
          now += laterMs;
          const led = coordinate(transaction, each, setting({ now }));
          if (led.transaction.state !== transaction.state)
            expect(transitions[transaction.state]).toContain(led.transaction.state);
          if (led.outcome?.outcome.startsWith('decided')) {
            expect(decision).toBeUndefined();
            decision = led.outcome.outcome === 'decided to commit' ? 'commit' : 'abort';
          }
          if (led.outcome?.outcome === 'decided to abort')
            expect([...led.outcome.rejected, ...(led.next?.legs ?? [])].map(({ id }) => id).sort()).toEqual([
              'one',
              'two',
            ]);
          else expect(led.next).toBeUndefined();
          for (const { tell } of led.tell) expect(tell).toBe(decision ?? 'prepare');
          transaction = led.transaction;
        }
      }),
    );
  });
});
