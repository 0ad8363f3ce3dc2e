import { topics } from '#libs/contracts';
import { type Command, partitionOf, type Reply } from '#libs/messaging';
import { waitUntil } from '../../local/wait-until.js';
import { aParcel, type LooseProducer, type LooseRecord, looseProducer } from '../support/loose-producer.js';
import { listenTo, type TopicListener } from '../support/topic-listener.js';
import type { Pair } from '../support/world.js';
import { type Asked, aSagaId, type Body, type Participant } from './participant.js';

const answersWithinMs = 20_000;

/** A participant's answer, as short as it can be said. */
export type Said = 'accepted' | `refused: ${string}`;

const saidIn = ({ answer, because }: Reply): Said => (answer === 'accepted' ? answer : `refused: ${because?.reason}`);

/** Kafka's side of a participant: commands as parcels in, replies out. */
export class Wire {
  private constructor(
    readonly producer: LooseProducer,
    private readonly listener: TopicListener,
  ) {}

  static async open(brokers: string): Promise<Wire> {
    return new Wire(await looseProducer(brokers), await listenTo(brokers, topics.tradingReplies.name));
  }

  async close(): Promise<void> {
    await Promise.all([this.producer.close(), this.listener.close()]);
  }

  replies(sagaId: string): readonly Reply[] {
    return this.listener.records
      .flatMap(({ value }) => (JSON.parse(String(value)) as { messages: Reply[] }).messages)
      .filter(({ key }) => key === sagaId);
  }
}

/** One saga's talk with a participant; each ask counts its attempt on, so that its answer is known from the others. */
export class Conversation {
  readonly sagaId = aSagaId();
  #attempt = 0;

  constructor(
    private readonly wire: Wire,
    private readonly participant: Participant,
    private readonly pair: Pair,
  ) {}

  command(asked: Asked, body: Body = this.participant.body(this.pair, asked)): Command {
    const { type, id } = this.participant.commands[asked];
    this.#attempt += 1;
    return {
      ...{ id: id(this.sagaId), type, key: this.participant.key(this.pair), sagaId: this.sagaId },
      ...{ attempt: this.#attempt, replyTo: topics.tradingReplies.name, body },
    };
  }

  /** The command as a record of its own, to be put as often as wanted. */
  record(...commands: readonly Command[]): LooseRecord {
    const partition = partitionOf(this.participant.key(this.pair), topics.settlementCommands.partitions);
    return { partition, value: aParcel(commands) };
  }

  async ask(asked: Asked, body?: Body): Promise<Said> {
    const command = this.command(asked, body);
    await this.wire.producer.put(this.participant.topic, this.record(command));
    return this.answerTo(command);
  }

  answerTo({ id, attempt }: Command): Promise<Said> {
    const look = (): Said | undefined => {
      const reply = this.wire.replies(this.sagaId).find((one) => one.re === id && one.attempt === attempt);
      return reply && saidIn(reply);
    };
    const otherwise = (): string => `${id}, attempt ${attempt}, was not answered`;
    return waitUntil(look, { everyMs: 5, withinMs: answersWithinMs, otherwise });
  }

  answersTo({ id, attempt }: Command): number {
    return this.wire.replies(this.sagaId).filter((one) => one.re === id && one.attempt === attempt).length;
  }
}
