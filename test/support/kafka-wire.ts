import { FrameEnds } from './frame-ends.js';
import type { AnswerReader, RequestFrame, RequestReader, Wire } from './wire.js';

/** Source: Kafka's protocol guide, "API Keys". */
const requestNames: ReadonlyMap<number, string> = new Map([
  [0, 'Produce'],
  [1, 'Fetch'],
  [2, 'ListOffsets'],
  [3, 'Metadata'],
  [8, 'OffsetCommit'],
  [9, 'OffsetFetch'],
  [10, 'FindCoordinator'],
  [11, 'JoinGroup'],
  [12, 'Heartbeat'],
  [13, 'LeaveGroup'],
  [14, 'SyncGroup'],
  [18, 'ApiVersions'],
  [19, 'CreateTopics'],
  [22, 'InitProducerId'],
]);

const sizeBytes = 4;

/** A size of four bytes, and so many bytes behind it; the first two of those say what is asked for. */
class KafkaRequests implements RequestReader {
  #rest: Buffer = Buffer.alloc(0);

  take(piece: Buffer): readonly RequestFrame[] {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const frames: RequestFrame[] = [];
    for (;;) {
      const end = bytes.length < sizeBytes ? Number.POSITIVE_INFINITY : sizeBytes + bytes.readInt32BE(0);
      if (bytes.length < end) break;
      const key = bytes.readInt16BE(sizeBytes);
      // Only a producer that wants no acknowledgement is not answered, and nobody here sends so.
      frames.push({
        bytes: bytes.subarray(0, end),
        asks: requestNames.get(key) ?? `request ${key}`,
        answered: true,
      });
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
    return frames;
  }
}

/** The broker answers the requests of a connection in their order, each with a frame of its own. */
const answers = (): AnswerReader => new FrameEnds(sizeBytes, (head) => head.readInt32BE(0));

export const kafkaWire: Wire = { requests: () => new KafkaRequests(), answers };
