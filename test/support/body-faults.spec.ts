import { describe, expect, it } from '@jest/globals';
import type { Schema } from './api-operations.js';
import { BodyFaults, schemasWithin } from './body-faults.js';

const schema: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 3 },
    energyWh: { type: 'integer', minimum: 1, maximum: 10 },
    side: { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
    legs: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'boolean' } },
  },
  required: ['name', 'legs'],
  additionalProperties: false,
};
const good = { name: 'a', energyWh: 5, side: null, legs: [true, false] };
const ofGood = (pointer: string): string[] =>
  new BodyFaults(schema, good)
    .all()
    .filter((fault) => fault.pointer === pointer)
    .map(({ what, text }) => `${what}: ${text}`);

describe('the faults of a body', () => {
  it.each([
    ['/name', 'missing: {"energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'null: {"name":null,"energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'of another type: {"name":17,"energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'too short: {"name":"","energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'too long: {"name":"xxxx","energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'a NUL: {"name":"\\u0000","energyWh":5,"side":null,"legs":[true,false]}'],
    ['/name', 'name again: {"name":"a","energyWh":5,"side":null,"legs":[true,false],"name":"a"}'],
    ['/energyWh', 'too small: {"name":"a","energyWh":0,"side":null,"legs":[true,false]}'],
    ['/energyWh', 'too large: {"name":"a","energyWh":11,"side":null,"legs":[true,false]}'],
    ['/energyWh', 'a fraction: {"name":"a","energyWh":1.5,"side":null,"legs":[true,false]}'],
    ['/energyWh', 'beyond every range: {"name":"a","energyWh":1e400,"side":null,"legs":[true,false]}'],
    ['/side', 'no uuid: {"name":"a","energyWh":5,"side":"mine","legs":[true,false]}'],
    ['/legs', 'too short a list: {"name":"a","energyWh":5,"side":null,"legs":[]}'],
    ['/legs', 'too long a list: {"name":"a","energyWh":5,"side":null,"legs":[true,true,true]}'],
    ['/legs/1', 'of another type: {"name":"a","energyWh":5,"side":null,"legs":[true,"true"]}'],
    ['/surprise', 'an unknown field: {"name":"a","energyWh":5,"side":null,"legs":[true,false],"surprise":1}'],
    ['/__proto__', '__proto__ again: {"name":"a","energyWh":5,"side":null,"legs":[true,false],"__proto__":{}}'],
    ['', 'of another type: []'],
    ['', 'nothing at all: '],
  ])('at %j are among others %s', (pointer, fault) => {
    expect(ofGood(pointer)).toContain(fault);
  });

  it('are none where a null or an absence is allowed', () => {
    expect(ofGood('/side').filter((fault) => fault.startsWith('null'))).toEqual([]);
    expect(ofGood('/energyWh').filter((fault) => fault.startsWith('missing'))).toEqual([]);
  });

  it('are made of every schema that the body meets', () => {
    const missed = (body: object): Schema[] => {
      const faults = new BodyFaults(schema, body);
      faults.all();
      return schemasWithin(schema).filter((one) => one.type !== 'null' && !faults.walked.has(one));
    };
    expect(missed(good)).toEqual([]);
    expect(missed({ name: 'a', legs: [true] })).toContain(schema.properties?.['energyWh']);
  });

  it.each<[string, Schema]>([
    ['takes unknown fields', { type: 'object' }],
    ['the text at  has no end', { type: 'string' }],
    [' has no range', { type: 'integer' }],
    ['the list at  has no end', { type: 'array', items: { type: 'boolean' } }],
    ['does not say of which type it is', {}],
    ['says multipleOf, which nothing here tries', { type: 'integer', multipleOf: 4 } as Schema],
  ])('are refused to a schema that leaves something open: %s', (because, loose) => {
    expect(() => new BodyFaults(loose, 1).all()).toThrow(because);
  });
});
