import fc from 'fast-check';
import { waitUntil } from '../../local/wait-until.js';
import { type LooseProducer, type LooseRecord, looseProducer } from '../support/loose-producer.js';
import { groupLags } from './group-lag.js';
import type { HostileMarket } from './hostile-market.js';
import {
  asRecord,
  consumedPublicNames,
  type HostileRecord,
  internalRecords,
  internalTopicNames,
  publicRecords,
} from './hostile-records.js';

/** A burst after which somebody did not go on. */
export interface RecordFinding {
  readonly topic: string;
  readonly what: string;
  /** The records of the burst, as text. */
  readonly records: readonly unknown[];
}

export interface RecordFuzzOrder {
  readonly brokers: string;
  readonly market: HostileMarket;
  /** Spread over the topics. */
  readonly records: number;
  readonly seed: number;
  /** What stands on a public topic is told to other teams, and no invariant forgives it. */
  readonly kind: 'internal' | 'public';
  readonly onProgress?: (topic: string, sent: number) => void;
}

const goesOnWithinMs = 15_000;
const longestBurst = 250;

/** The broker takes a send as one message: the records of one partition of it, up to a megabyte. */
const mostBytesOfASend = 300_000;

function sends(records: readonly LooseRecord[]): LooseRecord[][] {
  const all: LooseRecord[][] = [];
  let bytes = mostBytesOfASend;
  for (const record of records) {
    const size =
      Buffer.byteLength(record.value ?? '') + Buffer.byteLength(JSON.stringify([record.key, record.headers]));
    if (bytes + size > mostBytesOfASend) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(record);
    bytes += size;
  }
  return all;
}

async function burst(
  producer: LooseProducer,
  { brokers, market }: RecordFuzzOrder,
  topic: string,
  records: readonly HostileRecord[],
): Promise<RecordFinding | undefined> {
  const known = market.known();
  const put = records.map((record) => asRecord(record, known));
  for (const some of sends(put)) await producer.put(topic, ...some);
  try {
    await market.clearTrades();
    let left: Awaited<ReturnType<typeof groupLags>> = [];
    await waitUntil(
      async () => {
        left = await groupLags(brokers);
        return left.length === 0 ? true : undefined;
      },
      {
        everyMs: 50,
        withinMs: goesOnWithinMs,
        otherwise: () =>
          left
            .map(({ group, topic: of, records: count }) => `${group} has ${count} records of ${of} before it`)
            .join('; '),
      },
    );
    return undefined;
  } catch (failure) {
    return {
      topic,
      what: failure instanceof Error ? failure.message : String(failure),
      records: put.map((one) => ({ ...one, value: String(one.value) })),
    };
  }
}

/** Puts records on every topic that a service reads, in bursts, after each of which trades clear and nobody lags behind. */
export async function fuzzRecords(
  order: RecordFuzzOrder,
): Promise<{ readonly sent: number; readonly findings: readonly RecordFinding[] }> {
  const { brokers, records, seed, kind, onProgress } = order;
  const names = kind === 'internal' ? internalTopicNames : consumedPublicNames;
  const recordsOf = kind === 'internal' ? internalRecords : publicRecords;
  const producer = await looseProducer(brokers);
  const findings: RecordFinding[] = [];
  const ofEach = Math.ceil(records / names.length);
  let sent = 0;
  try {
    for (const [index, topic] of names.entries())
      for (let from = 0; from < ofEach; from += longestBurst) {
        const some = fc.sample(recordsOf(topic), {
          seed: (seed * 1_000_003 + index * 1_009 + from) | 0,
          numRuns: Math.min(longestBurst, ofEach - from),
        });
        const finding = await burst(producer, order, topic, some);
        sent += some.length;
        onProgress?.(topic, sent);
        if (finding) findings.push(finding);
      }
  } finally {
    await producer.close();
  }
  return { sent, findings };
}
