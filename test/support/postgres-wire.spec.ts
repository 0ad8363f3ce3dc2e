import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { postgresWire } from './postgres-wire.js';

const cText = (text: string): Buffer => Buffer.from(`${text}\0`);

function message(letter: string, ...body: Buffer[]): Buffer {
  const head = Buffer.alloc(5);
  const rest = Buffer.concat(body);
  head.write(letter);
  head.writeInt32BE(rest.length + 4, 1);
  return Buffer.concat([head, rest]);
}

const startup = message(' ', Buffer.from('....user\0gridsaga\0\0')).subarray(1);
const query = (text: string): Buffer => message('Q', cText(text));
const parse = (name: string, text: string): Buffer => message('P', cText(name), cText(text), Buffer.alloc(2));
const bind = (name: string, value: string): Buffer => message('B', cText(''), cText(name), Buffer.from(value));
const execute = message('E', cText(''), Buffer.alloc(4));
const sync = message('S');

/** Cuts what is said at the given places. */
function cut(said: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % said.length).sort((a, b) => a - b), said.length];
  return at.slice(1).map((end, index) => said.subarray(at[index], end));
}
const places = fc.array(fc.nat(10_000), { maxLength: 20 });

const said = [
  startup,
  query('BEGIN'),
  parse('save', `INSERT INTO note VALUES ($1)`),
  bind('save', `COMMIT PREPARED 'x'`),
  execute,
  sync,
  bind('save', 'COMMIT'),
  execute,
  sync,
  query(`COMMIT PREPARED 'a/b'`),
  parse('', ' COMMIT'),
  bind('', ''),
  execute,
  sync,
];

describe('the requests of PostgreSQL', () => {
  it('are the same however they are cut into pieces, and ask for what is executed, not for what stands in data', () => {
    fc.assert(
      fc.property(places, (at) => {
        const reader = postgresWire.requests();
        const frames = cut(Buffer.concat(said), at).flatMap((piece) => reader.take(piece));
        expect(frames.map(({ bytes }) => bytes.toString('hex'))).toEqual(said.map((bytes) => bytes.toString('hex')));
        expect(frames.map(({ asks }) => asks).filter(Boolean)).toEqual([
          'BEGIN',
          'INSERT INTO note VALUES ($1)',
          'INSERT INTO note VALUES ($1)',
          `COMMIT PREPARED 'a/b'`,
          'COMMIT',
        ]);
        // The start, two simple queries and three Syncs.
        expect(frames.filter(({ answered }) => answered).length).toBe(6);
      }),
    );
  });
});

describe('the answers of PostgreSQL', () => {
  it('end where the server is ready again, however they are cut into pieces', () => {
    const ready = message('Z', Buffer.from('I'));
    const row = message('D', Buffer.from('Z\0\0\0\x05I and much else'));
    const answers = [message('R', Buffer.alloc(4)), ready, message('1'), row, row, ready, message('C'), ready];
    const wanted = answers.flatMap((one, at) =>
      one === ready ? [Buffer.concat(answers.slice(0, at + 1)).length] : [],
    );
    fc.assert(
      fc.property(places, (at) => {
        const reader = postgresWire.answers();
        let before = 0;
        const ends = cut(Buffer.concat(answers), at).flatMap((piece) => {
          const found = reader.take(piece).map((end) => before + end);
          before += piece.length;
          return found;
        });
        expect(ends).toEqual(wanted);
      }),
    );
  });
});
