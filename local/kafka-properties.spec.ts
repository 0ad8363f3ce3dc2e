import { describe, expect, it } from '@jest/globals';
import { kafkaProperties } from './kafka-properties.js';

const linesOf = (proxied?: Parameters<typeof kafkaProperties>[0]['proxied']): string[] =>
  kafkaProperties({ logFolder: '/data/log', port: 4192, controllerPort: 4193, proxied }).split('\n');

describe("a local broker's properties", () => {
  it('listen on the loopback only', () => {
    const listening = linesOf().filter((line) => line.includes('://'));
    expect(listening).toEqual([
      'listeners=PLAINTEXT://127.0.0.1:4192,CONTROLLER://127.0.0.1:4193',
      'advertised.listeners=PLAINTEXT://127.0.0.1:4192',
    ]);
  });

  it('send a client that came through a proxy back to the proxy', () => {
    const lines = linesOf([{ name: 'METERING', port: 5001, advertisedPort: 6001 }]);
    expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:4192,METERING://127.0.0.1:6001');
    expect(lines).toContain(
      'listeners=PLAINTEXT://127.0.0.1:4192,METERING://127.0.0.1:5001,CONTROLLER://127.0.0.1:4193',
    );
    expect(lines).toContain(
      'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,METERING:PLAINTEXT',
    );
  });

  it('make no topic that nobody asked for', () => {
    expect(linesOf()).toContain('auto.create.topics.enable=false');
  });
});
