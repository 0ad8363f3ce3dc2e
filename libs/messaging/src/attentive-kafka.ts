import kafkajs, {
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type ISocketFactory,
  type KafkaConfig,
  type Producer,
  type ProducerConfig,
} from 'kafkajs';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { HeardSockets } from './heard-sockets.js';
import { beginConnectionsAfresh } from './whole-answers.js';

/** How often the system asks whether the broker is still there, on a connection where nothing is said. */
const keepAliveMs = 60_000;

beginConnectionsAfresh();

const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  return socket.setKeepAlive(true, keepAliveMs);
};

/**
 * kafkajs, whose requests may time out, but which goes on with the connection that did not answer, and would do so for
 * ever with one that a network has forgotten. Here the connection ends with its request, and the next one makes another.
 */
export class AttentiveKafka extends kafkajs.Kafka {
  readonly #sockets: HeardSockets;

  constructor({ requestTimeout, ...config }: KafkaConfig & { readonly requestTimeout: number }) {
    const sockets = new HeardSockets('Kafka', requestTimeout);
    super({ ...config, requestTimeout, socketFactory: (args) => sockets.keep(openSocket(args)) });
    this.#sockets = sockets;
  }

  override producer(config?: ProducerConfig): Producer {
    const producer = super.producer(config);
    producer.on(producer.events.REQUEST_TIMEOUT, () => this.#sockets.endMute());
    return producer;
  }

  override consumer(config: ConsumerConfig): Consumer {
    const consumer = super.consumer(config);
    consumer.on(consumer.events.REQUEST_TIMEOUT, () => this.#sockets.endMute());
    return consumer;
  }

  override admin(config?: AdminConfig): Admin {
    const admin = super.admin(config);
    admin.on(admin.events.REQUEST_TIMEOUT, () => this.#sockets.endMute());
    return admin;
  }
}
