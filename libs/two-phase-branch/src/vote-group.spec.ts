import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Outbox } from '#libs/messaging';
import { VoteGroup } from './vote-group.js';

const gone = Object.assign(new Error('terminating connection'), { code: '57P01' });
const unwritable = Object.assign(new Error('cannot be converted'), { code: '22P05' });

/** A database that notes what it is told; `fault` may throw at the statement that keeps votes of these gids. */
function noting(fault: (gids: string) => void = () => undefined) {
  const told: string[] = [];
  const said: { readonly gid: string }[] = [];
  let kicks = 0;
  const client = {
    on: () => undefined,
    off: () => undefined,
    release: () => undefined,
    query: async (statement: string | { readonly name: string; readonly values: readonly string[] }) => {
      if (typeof statement === 'string') {
        told.push(statement);
        return { command: statement, rows: [] };
      }
      const { name, values } = statement;
      told.push(name === 'branch-votes' ? `${name} ${values[0]}` : name);
      if (name.startsWith('outbox-append')) said.push(...JSON.parse(values[3] ?? '').messages);
      if (name === 'branch-votes') fault(values[0] ?? '');
      return { rows: [{ wall: 0, market: 0 }] };
    },
  };
  const votes = new VoteGroup({
    pool: { connect: async () => client } as never,
    outbox: new Outbox('bank-1', () => 1, 'bank'),
    clock: { name: 'now', text: 'SELECT' },
    committed: () => void (kicks += 1),
    votesTopic: 'votes.v1',
    participant: 'bank',
  });
  const cast = async (...gids: string[]): Promise<unknown[]> => {
    const cast = gids.map((gid) => votes.cast({ gid, legs: [], vote: { vote: 'yes' } }));
    return (await Promise.allSettled(cast)).map((one) => (one.status === 'rejected' ? one.reason : 'committed'));
  };
  return { told, said, cast, kicks: () => kicks };
}

const committed = ['now', 'outbox-append-1', 'COMMIT'];

describe('votes', () => {
  it('share one transaction, one parcel and one kick when they come together', async () => {
    const { told, cast, kicks } = noting();
    expect(await cast('one', 'two', 'three')).toEqual(['committed', 'committed', 'committed']);
    expect(told).toEqual(['BEGIN', 'now', 'branch-votes {one,two,three}', 'outbox-append-1', 'COMMIT']);
    expect(kicks()).toBe(1);
  });

  it('do not wait for those that come later', async () => {
    const { told, cast } = noting();
    const first = cast('one');
    await pause(20);
    await Promise.all([first, cast('two')]);
    expect(told.filter((text) => text.startsWith('branch-votes'))).toEqual([
      'branch-votes {one}',
      'branch-votes {two}',
    ]);
  });

  it('are kept once where one gid votes twice, as it voted last, and are both said', async () => {
    const { told, said, cast } = noting();
    expect(await cast('one', 'one')).toEqual(['committed', 'committed']);
    expect(told).toContain('branch-votes {one}');
    expect(said.map(({ gid }) => gid)).toEqual(['one', 'one']);
  });

  it('all fail with the error of their transaction when another try may help', async () => {
    const { told, cast, kicks } = noting(() => {
      throw gone;
    });
    expect(await cast('one', 'two')).toEqual([gone, gone]);
    expect(told.at(-1)).toBe('ROLLBACK');
    expect(kicks()).toBe(0);
  });

  it('do not fail for one beside them that can never be written', async () => {
    const { told, cast } = noting((gids) => {
      if (gids.includes('bad')) throw unwritable;
    });
    expect(await cast('one', 'bad', 'two')).toEqual(['committed', unwritable, 'committed']);
    expect(told).toEqual(expect.arrayContaining(['branch-votes {one,bad,two}', 'ROLLBACK', ...committed]));
  });
});
