import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EicType, issueEic, parseEic } from './eic.js';

describe('an EIC', () => {
  it.each([
    ['10Y1001A1001A82H', 'Y'],
    ['10YDE-VE-------2', 'Y'],
    ['10YFR-RTE------C', 'Y'],
    ['10YNL----------L', 'Y'],
    ['10YCH-SWISSGRIDZ', 'Y'],
    ['11XSUEDWESTSTRO8', 'X'],
  ] as [string, EicType][])('%s is good', (text, type) => {
    expect(parseEic(text)).toEqual({ ok: true, eic: text });
    expect(parseEic(text, type)).toEqual({ ok: true, eic: text });
  });

  it.each([
    ['', '0 characters, an EIC has 16'],
    ['10Y1001A1001A82', '15 characters, an EIC has 16'],
    ['10Y1001A1001A82HH', '17 characters, an EIC has 16'],
    ['10y1001A1001A82H', 'lower case y: an EIC is upper case only'],
    ['10Y1001A1001A82h', 'wrong check character "h", it should be H'],
    ['10Y1001A1001 82H', '" " is not a character of an EIC (0-9, A-Z, -)'],
    ['10Y1001Ä1001A82H', '"Ä" is not a character of an EIC (0-9, A-Z, -)'],
    ['1-Y1001A1001A82H', 'the issuing office 1- is not two digits'],
    ['10B1001A1001A82H', 'B is not a type of EIC (X, Y, Z, T, V, W, A)'],
    ['10Y1001A1001A82J', 'wrong check character "J", it should be H'],
    ['10Y1001A1001A28H', 'wrong check character "H", it should be N'],
    ['11XTEST00000049-', 'its check character would be a hyphen, such a code may not be issued'],
    ['11XTEST000000490', 'its check character would be a hyphen, such a code may not be issued'],
  ])('%j is refused: %s', (text, because) => {
    expect(parseEic(text)).toEqual({ ok: false, because });
  });

  it('is refused where another type is asked for', () => {
    expect(parseEic('10Y1001A1001A82H', 'X')).toEqual({ ok: false, because: 'it is of type Y, not X' });
  });
});

describe('issuing an EIC', () => {
  it('pads the body with hyphens and adds the check character', () => {
    expect(issueEic('10', 'Y', 'DE-VE')).toEqual({ ok: true, eic: '10YDE-VE-------2' });
    expect(issueEic('10', 'Y', 'CH-SWISSGRID')).toEqual({ ok: true, eic: '10YCH-SWISSGRIDZ' });
  });

  it.each([
    ['11', 'TEST00000049', 'its check character would be a hyphen, such a code may not be issued'],
    ['1', 'TEST', 'the issuing office 1 is not two digits'],
    ['AB', 'TEST', 'the issuing office AB is not two digits'],
    ['11', 'THIRTEENCHARS', 'a body of 13 characters, an EIC has room for 12'],
    ['11', 'test', 'lower case t: an EIC is upper case only'],
  ])('refuses issuer %s with body %s: %s', (issuer, body, because) => {
    expect(issueEic(issuer, 'X', body)).toEqual({ ok: false, because });
  });

  const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-'.split('');
  const bodies = fc.string({ unit: fc.constantFrom(...signs), minLength: 12, maxLength: 12 });

  it('makes codes that read as themselves, and in which no single character may change', () => {
    fc.assert(
      fc.property(bodies, fc.integer({ min: 3, max: 15 }), fc.constantFrom(...signs), (body, at, sign) => {
        const issued = issueEic('11', 'Z', body);
        if (!issued.ok) return;
        expect(parseEic(issued.eic, 'Z')).toEqual(issued);
        const changed = issued.eic.slice(0, at) + sign + issued.eic.slice(at + 1);
        expect(parseEic(changed).ok).toBe(changed === issued.eic);
      }),
    );
  });
});
