import { describe, expect, it } from '@jest/globals';
import { javaFault, mavenFault, nodeFault, portFault, postgresFault } from './requirements.js';

describe('what a machine needs', () => {
  it.each([
    ['20.19.0', undefined],
    ['20.20.2', undefined],
    ['22.0.0', undefined],
    ['20.18.3', 'Node.js 20.19 or newer is needed and this is 20.18.3; install one from nodejs.org.'],
    ['18.20.4', 'Node.js 20.19 or newer is needed and this is 18.20.4; install one from nodejs.org.'],
  ])('Node %s', (version, fault) => {
    expect(nodeFault(version)).toBe(fault);
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', undefined],
    ['openjdk version "21" 2023-09-19', undefined],
    ['java version "1.8.0_402"', 'and this is Java 8; install one'],
    ['openjdk version "11.0.22"', 'and this is Java 11; install one'],
    [undefined, 'and there is none; install one'],
    ['no such thing', "and 'java -version' names no version; install one"],
  ])('Java that says %j', (said, fault) => {
    if (fault === undefined) expect(javaFault(said)).toBeUndefined();
    else expect(javaFault(said)).toContain(fault);
  });

  it.each([
    [true, false, undefined],
    [false, true, undefined],
    [true, true, undefined],
    [false, false, 'apt-get install maven'],
  ])('Maven there %s, jars there %s', (isThere, jarsAreHere, fault) => {
    if (fault === undefined) expect(mavenFault(isThere, jarsAreHere)).toBeUndefined();
    else expect(mavenFault(isThere, jarsAreHere)).toContain(fault);
  });

  it('names the port that is taken, whose it is, and the option that moves all', () => {
    expect(portFault('Kafka', 4192, true)).toBeUndefined();
    expect(portFault('Kafka', 4192, false)).toBe(
      'Port 4192, which Kafka needs, is taken; end what listens there or move all ports with --port-base N.',
    );
  });

  it.each([
    [64, undefined],
    [0, 'allows 0 prepared transactions; set max_prepared_transactions = 64'],
    [undefined, 'does not answer; start it or mend the URL.'],
  ])("a named server's max_prepared_transactions %s", (count, fault) => {
    if (fault === undefined) expect(postgresFault('TRADING_DATABASE_URL', count)).toBeUndefined();
    else expect(postgresFault('TRADING_DATABASE_URL', count)).toContain(fault);
  });
});
