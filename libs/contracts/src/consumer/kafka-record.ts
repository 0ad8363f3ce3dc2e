type Bytes = Uint8Array | string;
type HeaderValue = Bytes | readonly Bytes[] | null | undefined;

/**
 * A record as a Kafka client gives it to its handler: kafkajs (whose `message` has no topic and partition: put them
 * beside it), Confluent's client, node-rdkafka and their kin.
 */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string | number | bigint;
  readonly key?: Bytes | null;
  readonly value: Bytes | null;
  /** One object with a name each, a list of such objects, or a map. */
  readonly headers?:
    | Readonly<Record<string, HeaderValue>>
    | readonly Readonly<Record<string, HeaderValue>>[]
    | ReadonlyMap<string, HeaderValue>
    | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text as it is, bytes as UTF-8; undefined where there is none, or it is no UTF-8. */
export function textOf(value: HeaderValue): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) {
    try {
      return utf8.decode(value);
    } catch {
      return undefined;
    }
  }
  return textOf(value[0]);
}

/** The headers by name; of a name that comes twice, the first. */
export function headersOf({ headers }: KafkaRecord): ReadonlyMap<string, HeaderValue> {
  const found = new Map<string, HeaderValue>();
  if (!headers) return found;
  const lists = headers instanceof Map ? [[...headers]] : [headers].flat().map((one) => Object.entries(one));
  for (const [name, value] of lists.flat() as [string, HeaderValue][]) if (!found.has(name)) found.set(name, value);
  return found;
}
