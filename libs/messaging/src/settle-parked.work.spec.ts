import { describe, expect, it } from '@jest/globals';
import type { ParkedRow } from './parked-message.js';
import { Rows } from './rows.js';
import { type ParkedRows, type SettleParked, settleParkedWork } from './settle-parked.work.js';

const wall = Date.parse('2026-05-01T12:00:00Z');
const now = { wall, market: 0 };
const work = settleParkedWork(() => ({ partitions: 4, reads: 'parcels' }), 'any-1');

const row = (other: Partial<ParkedRow> = {}): ParkedRow => ({
  ...{ id: '17', kind: 'message', topic: 'any.commands.v1', partition: 3, offset: '5', parcel: 'p', index: 2 },
  ...{ commandId: 's/step/do', sagaId: 's', reason: 'a bug', stack: null, body: '{}', parkedAt: new Date(wall) },
  ...{ state: 'parked', settledAt: null, settledBy: null, settledWhy: null, settledIn: null, version: 1 },
  ...other,
});

const stateOf = (...rows: ParkedRow[]): ParkedRows => ({
  parked: new Rows(({ id }) => id, rows),
  audits: new Rows(({ id }) => id),
  again: new Rows(({ id }) => id),
});

const ask = (other: Partial<SettleParked> = {}): SettleParked => ({
  ...{ id: '17', as: 'requeued', version: 1, who: 'operator:anna', why: 'mended' },
  ...{ auditId: 'an audit', parcelId: 'a parcel' },
  ...other,
});

const decide = (state: ParkedRows, asked: SettleParked) => work.decide(state, asked, now).answer;
const written = ({ parked, audits, again }: ParkedRows) => [parked.updated(), audits.inserted(), again.inserted()];

describe('a parked message', () => {
  it.each([
    ['requeued', 'requeue', 1],
    ['dropped', 'drop', 0],
  ] as const)('is %s, with an audit record of it', (as, action, sentAgain) => {
    const state = stateOf(row());
    expect(decide(state, ask({ as }))).toMatchObject({ answer: 'accepted', what: { state: as, version: 2 } });
    const [parked, audits, again] = written(state);
    expect(parked).toEqual([
      row({
        ...{ state: as, version: 2, settledAt: new Date(wall) },
        ...{ settledBy: 'operator:anna', settledWhy: 'mended', settledIn: 'an audit' },
      }),
    ]);
    expect(audits).toEqual([
      {
        ...{ id: 'an audit', who: 'operator:anna', action, of: 'parked/17', why: 'mended', seen: 1 },
        details: {
          ...{ topic: 'any.commands.v1', partition: 3, offset: '5', index: 2, kind: 'message', commandId: 's/step/do' },
          ...(as === 'requeued' && { parcel: 'a parcel' }),
        },
      },
    ]);
    expect(again).toHaveLength(sentAgain);
  });

  it.each<[string, readonly ParkedRow[], Partial<SettleParked>, object]>([
    ['is not there', [], {}, { reason: 'unknown parked message' }],
    [
      'is settled already',
      [row({ state: 'dropped', settledBy: 'operator:otto', settledIn: 'another', version: 2 })],
      { version: 2 },
      { reason: 'settled already', state: 'dropped', by: 'operator:otto', version: 2 },
    ],
    ['was changed since', [row({ version: 2 })], {}, { reason: 'changed since', version: 2, seen: 1 }],
    ['cannot be sent', [row({ partition: 4 })], {}, { reason: 'no such partition', partition: 4, partitions: 4 }],
  ])('is refused, and nothing written, where it %s', (_, rows, other, because) => {
    const state = stateOf(...rows);
    expect(decide(state, ask(other))).toEqual({ answer: 'refused', because: expect.objectContaining(because) });
    expect(written(state)).toEqual([[], [], []]);
  });

  it('may be dropped though it cannot be sent', () => {
    expect(decide(stateOf(row({ partition: 4 })), ask({ as: 'dropped' }))).toMatchObject({ answer: 'accepted' });
  });

  it('is settled once by the same ask, whose first answer was lost', () => {
    const state = stateOf(row());
    decide(state, ask());
    expect(decide(state, ask())).toEqual({ answer: 'already' });
    expect(written(state).map((rows) => rows?.length)).toEqual([1, 1, 1]);
  });

  it('is settled by the first of two operators', () => {
    const state = stateOf(row());
    decide(state, ask());
    expect(decide(state, ask({ as: 'dropped', who: 'operator:otto', auditId: 'another' }))).toEqual({
      answer: 'refused',
      because: { reason: 'settled already', state: 'requeued', by: 'operator:anna', version: 2 },
    });
  });
});
