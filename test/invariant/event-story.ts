import { hash } from 'node:crypto';
import type { ZodType } from 'zod';
import { publicEvents, topics, tradeClearedV1, tradeRejectedV1 } from '#libs/contracts';
import { mostFindings, shown } from './finding.js';
import { isUuid, KeyIndex } from './key-index.js';
import type { LoggedEvent } from './log.js';
import { NumberColumn } from './number-column.js';
import { ToldPages } from './told-pages.js';

interface ReadEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
}

/** The contract of each type on each topic. */
const contracts: ReadonlyMap<string, ZodType<{ readonly sequence: number }>> = new Map<
  string,
  ZodType<{ readonly sequence: number }>
>(publicEvents.map(({ topic, contract }) => [`${topic.name} ${contract.type}`, contract.data]));

/** Topics that tell who and what there is: few subjects, of which the last word counts. */
const registries: ReadonlySet<string> = new Set(
  Object.values(topics).flatMap(({ kind, name, retentionMs }) => (kind === 'public' && retentionMs < 0 ? [name] : [])),
);

const ends: ReadonlySet<string> = new Set([tradeClearedV1.type, tradeRejectedV1.type]);

const where = ({ topic, partition, offset }: LoggedEvent): string => `${topic} ${partition}:${offset}`;

/** Reads an event, or says why it is none that its topic promises. */
function read({ topic, key, attributes, body }: LoggedEvent): ReadEvent | string {
  const { id, type, subject, source, time, specversion, partitionkey = subject } = attributes;
  if (!id || !type || !subject || !source || !time || specversion !== '1.0') return 'is no CloudEvent';
  if (key !== partitionkey) return `has the key ${key}, expected ${partitionkey}`;
  const contract = contracts.get(`${topic} ${type}`);
  if (!contract) return `is of the type ${type}, which its topic does not carry`;
  if (!registries.has(topic) && !isUuid(subject)) return `has the subject ${subject}, which is no UUID`;
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    return 'is no JSON';
  }
  const parsed = contract.safeParse(data);
  if (!parsed.success) return `breaks its contract at /${parsed.error.issues[0]?.path.join('/')}`;
  return { type, subject, sequence: parsed.data.sequence };
}

/** What a topic has said of its subjects. */
class Subjects {
  readonly index = new KeyIndex();
  readonly sequence = new NumberColumn();
  readonly partition = new NumberColumn();
  /** By type, how often. */
  readonly said = new Map<string, NumberColumn>();
  /** Since when (ms) the topic is whole. */
  wholeSince = 0;
  readonly cut = new Set<number>();

  count(type: string, place: number): void {
    const column = this.said.get(type) ?? new NumberColumn();
    this.said.set(type, column);
    column.set(place, column.at(place) + 1);
  }
}

/**
 * Reads public events as other teams do: repeats of an id are dropped, then each key's sequence must count up by one,
 * from 1 where its partition is still whole. Takes them one after the other and keeps numbers, and their data compressed.
 */
export class EventStory {
  /** With its place, for whoever parked it. */
  readonly malformed: { readonly place: string; readonly because: string }[] = [];
  readonly unlikeRepeats: string[] = [];
  readonly outOfSequence: string[] = [];
  readonly afterTheEnd: string[] = [];
  readonly #ids = new KeyIndex();
  readonly #contents = new NumberColumn();
  readonly #topics = new Map<string, Subjects>();
  readonly #pages = new ToldPages();
  readonly #latest = new Map<string, Map<string, Readonly<Record<string, unknown>>>>();

  cut(topic: string, partition: number, sinceMs: number): void {
    const subjects = this.#of(topic);
    subjects.cut.add(partition);
    subjects.wholeSince = Math.max(subjects.wholeSince, sinceMs);
  }

  event(event: LoggedEvent): void {
    const one = read(event);
    if (typeof one === 'string') {
      this.malformed.push({
        place: where(event),
        because: shown(`${where(event)} ${one}`, { ...event, body: event.body.slice(0, 1_000) }),
      });
    } else if (this.#isNew(event)) this.#keep(event, one);
  }

  /** How many events of these types have a subject. */
  timesTold(topic: string, types: readonly string[], subject: string): number {
    const { index, said } = this.#of(topic);
    const place = index.find(subject);
    return place < 0 ? 0 : types.reduce((sum, type) => sum + (said.get(type)?.at(place) ?? 0), 0);
  }

  /** The data of the events of a type, with their subject as `id`, a page at a time as the text of a JSON array. */
  pages(topic: string, type: string): Iterable<string> {
    return this.#pages.of(`${topic} ${type}`);
  }

  /** By subject, the last that a topic of the registry has said. */
  latest(topic: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    return this.#latest.get(topic) ?? new Map();
  }

  /** Since when (ms) a topic is whole: 0 where nothing of it is gone. */
  wholeSince(topic: string): number {
    return this.#of(topic).wholeSince;
  }

  isCut(topic: string): boolean {
    return this.#of(topic).cut.size > 0;
  }

  #of(topic: string): Subjects {
    const known = this.#topics.get(topic) ?? new Subjects();
    this.#topics.set(topic, known);
    return known;
  }

  /** False for a repeat of an id. */
  #isNew(event: LoggedEvent): boolean {
    const content = Number.parseInt(hash('md5', `${event.key} ${event.body}`).slice(0, 8), 16);
    const known = this.#ids.length;
    const place = this.#ids.add(`${event.topic} ${event.attributes['id']}`);
    if (place === known) {
      this.#contents.set(place, content);
      return true;
    }
    if (this.#contents.at(place) !== content && this.unlikeRepeats.length < mostFindings) {
      const id = event.attributes['id'];
      this.unlikeRepeats.push(shown(`${where(event)} says something else than another event of the id ${id}`, event));
    }
    return false;
  }

  #keep(event: LoggedEvent, { type, subject, sequence }: ReadEvent): void {
    const { topic, partition } = event;
    const subjects = this.#of(topic);
    const known = subjects.index.length;
    const place = subjects.index.add(subject);
    const isFirst = place === known;
    const say = (findings: string[], sentence: string): void => {
      if (findings.length < mostFindings) findings.push(shown(`${where(event)}: ${subject} ${sentence}`, event));
    };
    if (!isFirst && subjects.partition.at(place) !== partition)
      say(this.outOfSequence, `stands on partition ${subjects.partition.at(place)} too`);
    if (!isFirst && this.timesTold(topic, [...ends], subject) > 0)
      say(this.afterTheEnd, 'was told as ended before, and this came after it');
    const expected = isFirst ? (subjects.cut.has(partition) ? sequence : 1) : subjects.sequence.at(place) + 1;
    if (sequence !== expected) say(this.outOfSequence, `has sequence ${sequence}, expected ${expected}`);
    subjects.sequence.set(place, sequence);
    subjects.partition.set(place, partition);
    subjects.count(type, place);
    if (!registries.has(topic)) this.#pages.add(`${topic} ${type}`, subject, event.body);
    else {
      const latest = this.#latest.get(topic) ?? new Map<string, Readonly<Record<string, unknown>>>();
      this.#latest.set(topic, latest);
      latest.set(subject, JSON.parse(event.body) as Readonly<Record<string, unknown>>);
    }
  }
}
