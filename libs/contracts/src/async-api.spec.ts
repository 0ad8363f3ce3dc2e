import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { asyncApi } from './async-api.js';
import { eventExamples } from './event-examples.js';
import { publicEvents } from './public-events.js';
import { topics } from './topics.js';

interface Shown {
  readonly channels: Readonly<Record<string, { address: string; messages: object; bindings: { kafka: object } }>>;
  readonly operations: Readonly<Record<string, { action: string; messages: readonly object[] }>>;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { payload: object; headers: { properties: Record<string, { const?: string }> } }>
    >;
  };
}

const shown = asyncApi() as Shown;
const types = publicEvents.map(({ contract }) => contract.type);

describe('the AsyncAPI document', () => {
  it('is AsyncAPI 3.0 without an error, also after it has travelled', async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(shown));
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
    expect(document?.channels().all()).toHaveLength(Object.keys(shown.channels).length);
  });

  it('has a channel for every public topic and for no other, with its partitions and retention', () => {
    const open = Object.values(topics).filter(({ kind }) => kind === 'public');
    expect(Object.values(shown.channels).map(({ address }) => address)).toEqual(
      expect.arrayContaining(open.map(({ name }) => name)),
    );
    expect(Object.keys(shown.channels)).toHaveLength(open.length);
    for (const { address, bindings } of Object.values(shown.channels)) {
      const topic = open.find(({ name }) => name === address);
      expect(bindings.kafka).toMatchObject({
        ...{ topic: address, partitions: topic?.partitions },
        topicConfiguration: { 'retention.ms': topic?.retentionMs },
      });
    }
  });

  it('has every event once, in its channel, and each is sent by us', () => {
    expect(new Set(types).size).toBe(types.length);
    expect(Object.keys(shown.components.messages).sort()).toEqual([...types].sort());
    expect(Object.values(shown.channels).flatMap(({ messages }) => Object.keys(messages))).toHaveLength(types.length);
    expect(Object.values(shown.operations).flatMap(({ messages }) => messages)).toHaveLength(types.length);
    expect(new Set(Object.values(shown.operations).map(({ action }) => action))).toEqual(new Set(['send']));
  });

  it.each(publicEvents.map(({ contract, topic }) => [contract.type, topic.name, contract] as const))(
    '%s: an example that the contract and the schema both take, and nothing that lacks its sequence',
    (type, topic, contract) => {
      const message = shown.components.messages[type];
      const { ce_type: ceType, ce_source: ceSource } = message?.headers.properties ?? {};
      expect([ceType?.const, ceSource?.const]).toEqual([type, `/gridsaga/${topic.split('.')[0]}`]);
      const takes = formats
        .default(new Ajv({ allErrors: true, allowUnionTypes: true }))
        .compile(message?.payload ?? {});
      const example = eventExamples[type];
      const { sequence: _, ...cut } = example;
      expect([takes(example), takes.errors]).toEqual([true, null]);
      expect(contract.data.safeParse(example).error).toBeUndefined();
      expect([takes(cut), contract.data.safeParse(cut).success]).toEqual([false, false]);
    },
  );
});
