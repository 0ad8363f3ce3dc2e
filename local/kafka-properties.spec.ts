import { describe, expect, it } from '@jest/globals';
import { copiesAmong, kafkaProperties } from './kafka-properties.js';

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

  it('name a lone broker its only voter, and keep one copy of everything', () => {
    const lines = linesOf();
    expect(lines).toContain('node.id=1');
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:4193');
    expect(lines.filter((line) => /replication|min\.isr|insync/.test(line)).map((line) => line.split('=')[1])).toEqual(
      Array.from({ length: 7 }, () => '1'),
    );
  });

  it('name three brokers three voters, and keep three copies, two of which must stand', () => {
    const voters = [4193, 4195, 4197].map((controllerPort, index) => ({ nodeId: index + 1, controllerPort }));
    const lines = kafkaProperties({
      ...{ logFolder: '/data/log', port: 4194, controllerPort: 4195 },
      seat: { nodeId: 2, voters },
    }).split('\n');
    expect(lines).toContain('node.id=2');
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:4193,2@127.0.0.1:4195,3@127.0.0.1:4197');
    const set = (name: RegExp): Set<string | undefined> =>
      new Set(lines.filter((line) => name.test(line)).map((line) => line.split('=')[1]));
    expect(set(/replication\.factor/)).toEqual(new Set(['3']));
    expect(set(/min\.isr|min\.insync/)).toEqual(new Set(['2']));
  });

  it.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
    [5, 3, 2],
  ])('among %i brokers keep %i copies, of which %i must stand', (brokers, replication, minInsyncReplicas) => {
    expect(copiesAmong(brokers)).toEqual({ replication, minInsyncReplicas });
  });

  it('make no topic that nobody asked for', () => {
    expect(linesOf()).toContain('auto.create.topics.enable=false');
  });
});
