import { describe, expect, it } from '@jest/globals';
import { type Command, Rows, type Work } from '#libs/messaging';
import { steppingAside } from './stepping-aside.js';
import type { AsideState, WaitingCommand } from './waiting-command.js';

const mostWaitMs = 15_000;
const done = { kind: 'internal', topic: 't', message: { type: 'done', key: 'k' } } as const;
const no = { kind: 'internal', topic: 't', message: { type: 'refused', key: 'k' } } as const;

const work: Work<'row', AsideState, Command, void> = {
  name: 'commands',
  kindOf: ({ type }) => type,
  touches: ({ key }) => ({ row: [key] }),
  decide: () => ({ answer: undefined, send: [done] }),
  parked: { touches: () => ({}), decide: () => ({ send: [] }) },
};

const { arriving, resumed } = steppingAside(work, {
  keysOf: ({ key }) => ['always', key],
  refuseInDoubt: (_state, { type }) => (type === 'do' ? [no] : undefined),
  mostWaitMs,
});

const state = (...inDoubt: [string, string][]): AsideState => ({
  inDoubt: new Map(inDoubt),
  waiting: new Rows(({ command }: WaitingCommand) => command),
});
const now = { wall: 20_000, market: 0 };
const command = (type: string): Command => ({
  ...{ id: `1/${type}`, type, key: 'a', sagaId: '1', attempt: 1, replyTo: 't', body: {} },
});
const asked = (type: string, waitedMs: number): WaitingCommand => ({
  ...{ command: `1/${type}`, gid: 'g', body: command(type), since: now.wall - waitedMs },
});

describe('a command that arrives', () => {
  it('is decided where none of its keys is in doubt', () => {
    const of = state(['b', 'g']);
    expect(arriving.decide(of, command('do'), now).send).toEqual([done]);
    expect(of.waiting.inserted()).toEqual([]);
  });

  it('waits for the branch that holds one of its keys, and nothing is said', () => {
    const of = state(['a', 'g']);
    expect(arriving.decide(of, command('do'), now).send).toEqual([]);
    expect(of.waiting.inserted()).toEqual([{ command: '1/do', gid: 'g', body: command('do'), since: now.wall }]);
  });

  it('touches, is called and is parked as before', () => {
    expect([arriving.touches(command('do')), arriving.kindOf?.(command('do'))]).toEqual([{ row: ['a'] }, 'do']);
    expect(arriving.parked).toBe(work.parked);
  });
});

describe('a command that has waited', () => {
  it.each([
    ['is decided when the doubt is over', 'do', 1, [], [done], { over: true }],
    ['is decided when the doubt is over, however late', 'undo', mostWaitMs, [], [done], { over: true }],
    ['waits on before the bound', 'do', mostWaitMs - 1, [['a', 'g']], [], undefined],
    ['is refused at the bound where it can be undone', 'do', mostWaitMs, [['a', 'g']], [no], { over: true }],
    ['waits on past the bound where it cannot', 'undo', mostWaitMs, [['a', 'g']], [], undefined],
    ['waits for the next branch that holds its row', 'undo', 1, [['a', 'h']], [], { gid: 'h' }],
  ] as const)('%s', (_, type, waitedMs, inDoubt, send, put) => {
    const of = state(...inDoubt.map(([key, gid]): [string, string] => [key, gid]));
    const waiting = asked(type, waitedMs);
    expect(resumed.decide(of, waiting, now).send).toEqual(send);
    expect(of.waiting.inserted()).toEqual(put === undefined ? [] : [{ ...waiting, ...put }]);
  });

  it('touches what it touched when it arrived', () => {
    expect([resumed.touches(asked('do', 1)), resumed.kindOf?.(asked('do', 1))]).toEqual([{ row: ['a'] }, 'do']);
  });
});
