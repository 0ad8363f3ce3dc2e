import { describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { KafkaSilent } from '../../support/topic-window.js';
import { isOfTheBroker } from './topic-strikes.js';

describe('a strike that meets another fault', () => {
  it.each([
    ['a broker that is away', new kafkajs.KafkaJSConnectionError('Connection timeout')],
    ['a connection that ends under a request', new Error('Broker not connected')],
    ['a broker that lets a group join and sends nothing', new KafkaSilent('Kafka sent nothing more')],
  ])('counts for nothing: %s', (_, failure) => {
    expect(isOfTheBroker(failure)).toBe(true);
  });

  it('does not hide what is wrong with itself', () => {
    expect(isOfTheBroker(new TypeError('key is not a Buffer'))).toBe(false);
  });
});
