import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { waitUntil } from '../../local/wait-until.js';
import type { Stack } from '../../local/stack.js';
import { ownStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';
import { Conversation, type Said, Wire } from './conversation.js';
import { type Asked, metering, settlement } from './participant.js';

let stack: Stack;
let world: World;
let wire: Wire;
beforeAll(async () => {
  const own = await ownStack();
  stack = own.stack;
  world = new World(own.reachable);
  wire = await Wire.open(stack.brokers);
}, 60_000);
afterAll(async () => {
  await wire.close();
  await world.stack.leave();
}, 30_000);

type Words = readonly (readonly [Asked, Said])[];

describe.each([settlement, metering])('$service keeps its promise:', (participant) => {
  const { untouched, setAside, finished, refusal } = participant;

  const begin = async (has: 'enough' | 'nothing' = 'enough'): Promise<{ pair: Pair; saga: Conversation }> => {
    const pair = await participant.market(world, has);
    return { pair, saga: new Conversation(wire, participant, pair) };
  };
  const parked = (reason: string) =>
    world.query<{ body: string }>(participant.service, 'SELECT body FROM parked WHERE reason LIKE $1', [`%${reason}%`]);

  const stories: readonly (readonly [string, Words, string, object])[] = [
    ['a do sets aside', [['do', 'accepted']], 'done', setAside],
    [
      'a second do changes nothing',
      [
        ['do', 'accepted'],
        ['do', 'accepted'],
      ],
      'done',
      setAside,
    ],
    [
      'an undo gives back',
      [
        ['do', 'accepted'],
        ['undo', 'accepted'],
      ],
      'undone',
      untouched,
    ],
    [
      'a second undo gives back nothing more',
      [
        ['do', 'accepted'],
        ['undo', 'accepted'],
        ['undo', 'accepted'],
      ],
      'undone',
      untouched,
    ],
    [
      'an undo that overtakes its do makes the do lose',
      [
        ['undo', 'accepted'],
        ['do', 'refused: already undone'],
        ['undo', 'accepted'],
      ],
      'tombstone',
      untouched,
    ],
    [
      'a do after its undo is refused',
      [
        ['do', 'accepted'],
        ['undo', 'accepted'],
        ['do', 'refused: already undone'],
      ],
      'undone',
      untouched,
    ],
    [
      'finishing makes it final',
      [
        ['do', 'accepted'],
        ['finish', 'accepted'],
      ],
      'finished',
      finished,
    ],
    [
      'finishing twice happens once',
      [
        ['do', 'accepted'],
        ['finish', 'accepted'],
        ['finish', 'accepted'],
      ],
      'finished',
      finished,
    ],
    [
      'nothing is undone past the pivot',
      [
        ['do', 'accepted'],
        ['finish', 'accepted'],
        ['undo', 'refused: past the pivot'],
        ['do', 'accepted'],
      ],
      'finished',
      finished,
    ],
    [
      'what was undone is not finished',
      [
        ['do', 'accepted'],
        ['undo', 'accepted'],
        ['finish', 'refused: already undone'],
      ],
      'undone',
      untouched,
    ],
  ];
  it.each(stories)('%s', async (_, words, state, effect) => {
    const { pair, saga } = await begin();
    for (const [asked, said] of words) expect([asked, await saga.ask(asked)]).toEqual([asked, said]);
    expect(await participant.rowState(world, saga.sagaId)).toBe(state);
    expect(await participant.effect(world, pair)).toEqual(effect);
  });

  it('finishing what is not there is refused, and the refusal is not kept', async () => {
    const { pair, saga } = await begin();
    expect(await saga.ask('finish')).toMatch(/^refused: no (hold|booking)$/);
    expect(await participant.rowState(world, saga.sagaId)).toBe('none');
    expect(await saga.ask('do')).toBe('accepted');
    expect(await saga.ask('finish')).toBe('accepted');
    expect(await participant.effect(world, pair)).toEqual(finished);
  });

  it('the same id with other content is refused, and what was done stands', async () => {
    const { pair, saga } = await begin();
    expect(await saga.ask('do')).toBe('accepted');
    expect(await saga.ask('do', participant.otherBody(pair))).toBe('refused: same id, different content');
    expect(await participant.effect(world, pair)).toEqual(setAside);
  });

  it('a refusal is kept although what was missing has arrived, and a new saga is accepted', async () => {
    const { pair, saga } = await begin('nothing');
    expect(await saga.ask('do')).toBe(`refused: ${refusal}`);
    await participant.supply(world, pair);
    expect(await saga.ask('do')).toBe(`refused: ${refusal}`);
    expect(await saga.ask('undo')).toBe('accepted');
    expect(await participant.rowState(world, saga.sagaId)).toBe('refused');
    expect(await participant.effect(world, pair)).toEqual(untouched);
    expect(await new Conversation(wire, participant, pair).ask('do')).toBe('accepted');
  });

  it('two equal parcels are handled once', async () => {
    const { pair, saga } = await begin();
    const command = saga.command('do');
    const parcel = saga.record(command);
    await wire.producer.put(participant.topic, parcel, parcel);
    await wire.producer.put(participant.topic, parcel);
    // What follows on the same partition is answered behind all of them.
    expect(await saga.ask('do')).toBe('accepted');
    expect(saga.answersTo(command)).toBe(1);
    expect(await participant.effect(world, pair)).toEqual(setAside);
  });

  it('a do that cannot be read is answered, and leaves a refused row', async () => {
    const { pair, saga } = await begin();
    const bad = participant.unreadable(participant.body(pair, 'do'));
    expect(await saga.ask('do', bad)).toBe('refused: could not be read');
    expect(await participant.rowState(world, saga.sagaId)).toBe('refused');
    expect(await saga.ask('do')).toBe('refused: could not be read');
    expect(await saga.ask('undo')).toBe('accepted');
    expect(await participant.effect(world, pair)).toEqual(untouched);
  });

  it('an undo that cannot be read leaves a tombstone where nothing was done, and nothing else undone', async () => {
    const { pair, saga } = await begin();
    const bad = participant.unreadable(participant.body(pair, 'undo'));
    expect(await saga.ask('undo', bad)).toBe('accepted');
    expect(await participant.rowState(world, saga.sagaId)).toBe('tombstone');
    expect(await saga.ask('do')).toBe('refused: already undone');

    const done = new Conversation(wire, participant, pair);
    expect(await done.ask('do')).toBe('accepted');
    expect(await done.ask('undo', bad)).toBe('refused: could not be read');
    expect(await done.ask('finish', participant.unreadable(participant.body(pair, 'finish')))).toBe(
      'refused: could not be read',
    );
    expect(await participant.effect(world, pair)).toEqual(setAside);
    expect(await done.ask('finish')).toBe('accepted');
    expect(await done.ask('finish', participant.unreadable(participant.body(pair, 'finish')))).toBe('accepted');
  });

  it('an unknown type is parked alone, and the rest of its parcel goes on within a second', async () => {
    const { pair, saga } = await begin();
    const first = new Conversation(wire, participant, pair);
    const type = `${participant.service}.do-magic.v1`;
    const strange = { ...saga.command('do'), id: `${saga.sagaId}/do magic/do`, type };
    const commands = [first.command('do'), strange, saga.command('do')] as const;
    const startedAtMs = performance.now();
    await wire.producer.put(participant.topic, first.record(...commands));
    expect(await first.answerTo(commands[0])).toBe('accepted');
    expect(await saga.answerTo(commands[2])).toBe('accepted');
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
    expect(saga.answersTo(strange)).toBe(0);
    const rows = await parked(`does not know the command ${type}`);
    expect(rows.map(({ body }) => (JSON.parse(body) as { id: string }).id)).toEqual([strange.id]);
  });

  it.each<readonly [Asked, object]>([
    ['do', setAside],
    ['undo', untouched],
    ['finish', finished],
  ])(
    'a crash between the commit of a %s and its reply loses and doubles nothing',
    async (asked, effect) => {
      const { pair, saga } = await begin();
      if (asked !== 'do') expect(await saga.ask('do')).toBe('accepted');
      const service = stack[participant.service];
      await service.restart({ CRASH_AT: `after-commit@${participant.commands[asked].type}` });
      const command = saga.command(asked);
      await wire.producer.put(participant.topic, saga.record(command));
      expect((await service.exited).signal).toBe('SIGKILL');
      expect(saga.answersTo(command)).toBe(0);
      await service.restart();
      expect(await saga.answerTo(command)).toBe('accepted');
      expect(await participant.effect(world, pair)).toEqual(effect);
      const waiting = () => world.query<{ n: number }>(participant.service, 'SELECT count(*)::int AS n FROM outbox');
      await waitUntil(async () => ((await waiting())[0]?.n === 0 ? true : undefined), {
        ...{ everyMs: 20, withinMs: 5_000 },
        otherwise: () => 'the outbox does not drain',
      });
    },
    60_000,
  );
});
