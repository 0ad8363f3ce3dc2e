import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, type GroupCommit, type Reply, replyTo, TryAgainLater, type Work } from '#libs/messaging';
import { steppingAside, WaitingCommands } from '#libs/two-phase-branch';
import { waitUntil } from '../../local/wait-until.js';
import { aGid, aLegId, aPrepare, Bank, type BankState, decision, type Payment, payWork } from './bank-branch.js';

const mostWaitMs = 400;
const type = 'bank.pay.v1';

let bank: Bank;
let groups: GroupCommit;
let waiting: WaitingCommands<'account', BankState>;

const { arriving, resumed } = steppingAside(payWork, {
  keysOf: ({ body }) => [(body as Payment).from, (body as Payment).to],
  refuseInDoubt: (_state, command) =>
    command.type === type ? replyTo(command, { answer: 'refused', because: { reason: 'row in doubt' } }) : undefined,
  mostWaitMs,
});

beforeAll(async () => {
  bank = await Bank.start(8);
}, 60_000);
afterAll(() => bank.end());

beforeEach(async () => {
  await bank.reset();
  ({ groups } = bank.shell());
  waiting = new WaitingCommands({
    ...{ pool: bank.pool, groups, resumed, mostWaitMs },
    onTrouble: (error, what) => void bank.troubles.push({ error, what }),
  });
  waiting.start();
});
afterEach(() => waiting.stop());

/** A command that pays, written `a>b 30`. */
function pay(text: string, other: Partial<Command> = {}): Command {
  const body = aPrepare('any', text).legs[0]?.body;
  const id = aLegId();
  return { id: `${id}/pay/do`, type, key: id, sagaId: id, attempt: 1, replyTo: 'replies.v1', body, ...other };
}

/** A branch that holds a and b in doubt; the answer ends it. */
async function inDoubt(...payments: string[]): Promise<(as: 'commit' | 'abort') => Promise<void>> {
  const branches = bank.branches({ committed: () => waiting.kick() });
  const message = aPrepare(aGid(), ...payments);
  await branches.prepare(message);
  await bank.said();
  return (as) => branches.decide([decision(as, message.gid)]);
}

const kept = () => bank.rows('SELECT command FROM waiting');
const replies = async (): Promise<string[]> =>
  (await bank.said<Reply | { type: string }>()).flatMap((one) =>
    one.type === 'saga.reply.v1' ? [(one as Reply).answer] : [],
  );
const soon = (look: () => Promise<boolean>) =>
  waitUntil(async () => ((await look()) ? true : undefined), {
    ...{ everyMs: 10, withinMs: 5_000 },
    otherwise: () => 'it did not come',
  });

describe('a command that meets a row in doubt', () => {
  it.each([
    ['commit', 70, ['accepted']],
    ['abort', 100, ['refused']],
  ] as const)(
    'waits for the %s, while others of its batch go on, and is decided on what that left',
    async (as, a, answers) => {
      const end = await inDoubt('a>b 30');
      const startedAt = performance.now();
      // Only with what the branch brings has b enough.
      await Promise.all([pay('b>c 130'), pay('d>e 10')].map((command) => groups.submit(arriving, command)));
      expect(performance.now() - startedAt).toBeLessThan(300);
      expect([await replies(), await bank.cents('d', 'e')]).toEqual([['accepted'], [90, 110]]);
      expect(await kept()).toHaveLength(1);
      await end(as);
      await soon(async () => (await kept()).length === 0);
      expect([await replies(), await bank.cents('a')]).toEqual([answers, [a]]);
    },
  );

  it('waits once, as it was asked last and since it was asked first', async () => {
    const end = await inDoubt('a>b 30');
    const command = pay('b>c 10');
    await groups.submit(arriving, command);
    const since = await bank.rows('SELECT since FROM waiting');
    await pause(20);
    await groups.submit(arriving, { ...command, attempt: 2 });
    expect(await bank.rows('SELECT since FROM waiting')).toEqual(since);
    await end('commit');
    await soon(async () => (await kept()).length === 0);
    expect(await bank.said()).toContainEqual(expect.objectContaining({ re: command.id, attempt: 2 }));
    expect(await bank.cents('b', 'c')).toEqual([120, 110]);
  });

  it('is refused past the bound where it can be undone, and waits on where it cannot', async () => {
    const end = await inDoubt('a>b 30');
    const mustFinish = pay('b>c 10', { type: 'bank.finish.v1' });
    await Promise.all([groups.submit(arriving, pay('b>c 20')), groups.submit(arriving, mustFinish)]);
    await soon(async () => (await kept()).length === 1);
    expect(await bank.said()).toMatchObject([{ answer: 'refused', because: { reason: 'row in doubt' } }]);
    expect(await kept()).toEqual([{ command: mustFinish.id }]);
    await end('commit');
    await soon(async () => (await kept()).length === 0);
    expect(await bank.cents('b', 'c')).toEqual([120, 110]);
  });

  it('is refused past the bound, however many that wait on came before it', async () => {
    const end = await inDoubt('a>b 30');
    const mustFinish = pay('b>c 0', { type: 'bank.finish.v1' });
    await groups.submit(arriving, mustFinish);
    await bank.pool.query(
      `INSERT INTO waiting (command, gid, body, since)
       SELECT number || '/pay/do', gid, body, since - interval '1 hour' FROM waiting, generate_series(1, 400) AS number`,
    );
    await groups.submit(arriving, pay('b>c 20'));
    await soon(async () => (await replies()).includes('refused'));
    await end('commit');
    await soon(async () => (await kept()).length === 0);
  });

  it('does not wait for a branch that voted against: nothing of it is locked', async () => {
    const branches = bank.branches();
    await branches.prepare(aPrepare(aGid(), 'a>b 200'));
    await groups.submit(arriving, pay('a>c 10'));
    expect([await kept(), await bank.cents('a', 'c')]).toEqual([[], [90, 110]]);
  });

  it('waits on for the next branch when that holds its row by then', async () => {
    const first = await inDoubt('a>b 30');
    await groups.submit(arriving, pay('b>c 10'));
    await waiting.stop();
    await first('commit');
    const second = await inDoubt('b>d 10');
    waiting.start();
    const [row] = await bank.rows('SELECT gid FROM branch');
    await soon(async () => (await bank.rows('SELECT gid FROM waiting'))[0]?.['gid'] === row?.['gid']);
    await second('commit');
    await soon(async () => (await kept()).length === 0);
    expect(await bank.cents('b', 'c', 'd')).toEqual([110, 110, 110]);
  });

  it('is told of and tried again when its rule throws, without holding up the others', async () => {
    await bank.pool.query(`INSERT INTO waiting (command, gid, body) VALUES ('poison', 'ended', '{"body":{}}')`);
    const end = await inDoubt('a>b 30');
    await groups.submit(arriving, pay('b>c 10'));
    await end('commit');
    await soon(async () => (await kept()).length === 1);
    expect(await kept()).toEqual([{ command: 'poison' }]);
    await pause(250);
    expect(bank.troubles.map(({ what }) => what)).toEqual(['a waiting command is tried again']);
  });
});

describe('a request that meets a row in doubt', () => {
  const impatient: Work<'account', BankState, string, number | undefined> = {
    name: 'read an account',
    touches: (id) => ({ account: [id] }),
    decide(state, id) {
      if (state.inDoubt.has(id)) throw new TryAgainLater(`${id} is in doubt`);
      return { answer: state.accounts.get(id)?.cents, send: [] };
    },
  };

  it('is answered when the doubt ends, and the others of its group at once', async () => {
    const end = await inDoubt('a>b 30');
    const answer = groups.submit(impatient, 'a');
    expect(await groups.submit(impatient, 'c')).toBe(100);
    await pause(150);
    await end('commit');
    expect(await answer).toBe(70);
  });
});

describe('rows in doubt', () => {
  it('are neither read nor locked, and unknown keys are in nobody’s doubt', async () => {
    await inDoubt('a>b 30', 'e>f 10');
    const gids = await bank.rows('SELECT gid FROM branch');
    const state = await new Promise<BankState>((resolve, reject) => {
      const look: Work<'account', BankState, undefined, void> = {
        name: 'look',
        touches: () => ({ account: ['a', 'b', 'c', 'e', 'nobody'] }),
        decide(found) {
          resolve(found);
          return { answer: undefined, send: [] };
        },
      };
      groups.submit(look, undefined).catch(reject);
    });
    const gid = gids[0]?.['gid'];
    expect([...state.inDoubt]).toEqual(['a', 'b', 'e'].map((key) => [key, gid]));
    expect(['a', 'b', 'c', 'e', 'nobody'].filter((id) => state.accounts.get(id))).toEqual(['c']);
  });
});
