import { v7 as uuidv7 } from 'uuid';
import type { Outgoing, PublicEvent } from './message.js';
import { partitionOf } from './partition.js';
import { joinRecordLines, recordLines } from './record-lines.js';
import type { Transaction } from './work.js';

/** A parcel holds at most this much, so that one send of several stays below the broker's limit of 1 MB. */
const mostMessagesPerParcel = 400;
const mostCharactersPerParcel = 256 * 1024;

interface Lane {
  readonly topic: string;
  readonly partition: number;
  readonly open: boolean;
  readonly texts: string[];
}

/** Appends what decisions send to the caller's transaction: one row per topic and partition, not one per message. */
export class Outbox {
  /**
   * @param source the instance, named in each parcel
   * @param partitionsOf how many partitions a topic has
   * @param service named in each event: other teams are to see the same source whichever instance sent it
   */
  constructor(
    private readonly source: string,
    private readonly partitionsOf: (topic: string) => number,
    private readonly service: string,
  ) {}

  async append(tx: Transaction, sent: readonly Outgoing[], wall: number, traceparent?: string): Promise<void> {
    if (sent.length === 0) return;
    const at = new Date(wall).toISOString();
    const rows: unknown[][] = [];
    for (const { topic, partition, open, texts } of this.#lanes(sent, at, traceparent))
      for (const chunk of chunks(texts))
        rows.push([topic, partition, open, open ? joinRecordLines(chunk) : this.#parcel(chunk, at, traceparent)]);
    const appended: Promise<unknown>[] = [];
    for (let from = 0; from < rows.length; from += mostRowsPerStatement) {
      const some = rows.slice(from, from + mostRowsPerStatement);
      appended.push(tx.query(`outbox-append-${some.length}`, appendText(some.length), some.flat()));
    }
    await Promise.all(appended);
  }

  #lanes(sent: readonly Outgoing[], at: string, traceparent?: string): Iterable<Lane> {
    const lanes = new Map<string, Lane>();
    const common = this.#commonHeaders(at, traceparent);
    for (const outgoing of sent) {
      const open = outgoing.kind !== 'internal';
      const key =
        outgoing.kind === 'internal'
          ? outgoing.message.key
          : outgoing.kind === 'public'
            ? (outgoing.event.key ?? outgoing.event.subject)
            : outgoing.record.key;
      const partition = partitionOf(key, this.partitionsOf(outgoing.topic));
      const name = `${outgoing.topic}/${partition}`;
      let lane = lanes.get(name);
      if (!lane) {
        lane = { topic: outgoing.topic, partition, open, texts: [] };
        lanes.set(name, lane);
      }
      lane.texts.push(
        outgoing.kind === 'internal'
          ? JSON.stringify(outgoing.message)
          : outgoing.kind === 'public'
            ? cloudEventLines(outgoing.event, common)
            : recordLines(outgoing.record),
      );
    }
    return lanes.values();
  }

  #parcel(messages: readonly string[], at: string, traceparent?: string): string {
    const head = JSON.stringify({ id: uuidv7(), source: this.source, at, ...(traceparent && { traceparent }) });
    return `${head.slice(0, -1)},"messages":[${messages.join(',')}]}`;
  }

  /** What the headers of all events of a transaction have in common, as the inside of a JSON object. */
  #commonHeaders(at: string, traceparent?: string): string {
    const headers = {
      ce_specversion: '1.0',
      ce_source: `/gridsaga/${this.service}`,
      ce_time: at,
      ...(traceparent !== undefined && { traceparent }),
      'content-type': 'application/json',
    };
    return JSON.stringify(headers).slice(1, -1);
  }
}

/**
 * CloudEvents 1.0, binary mode of its Kafka binding; a key of its own is the extension `partitionkey`. What
 * `readRecordLines` reads, written piece by piece: that takes a third of the time of headers as an object.
 */
function cloudEventLines({ id, type, subject, key, data }: PublicEvent, common: string): string {
  const [ofId, ofType, ofSubject] = [JSON.stringify(id), JSON.stringify(type), JSON.stringify(subject)];
  const ofKey = key === undefined ? ofSubject : JSON.stringify(key);
  const partitionKey = key === undefined ? '' : `"ce_partitionkey":${ofKey},`;
  const headers = `{"ce_id":${ofId},"ce_type":${ofType},"ce_subject":${ofSubject},${partitionKey}${common}}`;
  return `[${ofKey},${headers}]\n${JSON.stringify(data)}`;
}

function* chunks(texts: readonly string[]): Iterable<readonly string[]> {
  let from = 0;
  let characters = 0;
  for (let at = 0; at < texts.length; at += 1) {
    const { length } = texts[at] ?? '';
    if (at > from && (at - from === mostMessagesPerParcel || characters + length > mostCharactersPerParcel)) {
      yield texts.slice(from, at);
      from = at;
      characters = 0;
    }
    characters += length;
  }
  yield texts.slice(from);
}

/** So many shapes of the statement are prepared at most. */
const mostRowsPerStatement = 32;

/** Bodies are parameters of their own: in an array each would be quoted, quote by quote. */
const appendText = (rows: number): string =>
  `INSERT INTO outbox (topic, partition, open, body) VALUES ${Array.from({ length: rows }, (_, row) => `($${row * 4 + 1}, $${row * 4 + 2}, $${row * 4 + 3}, $${row * 4 + 4})`).join(', ')}`;
