import { internalTopics, parkedTopics } from './internal-topics.js';
import { isUuid, KeyIndex } from './key-index.js';
import type { LoggedParcel } from './log.js';
import { NumberColumn } from './number-column.js';
import { acceptedFlag, askedBy } from './said-of-sagas.js';
import { flagOfBranch } from './said-of-branches.js';
import type { Found, Service } from './snapshot.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record's place, as a parcel, an event or a row names it. */
export const placeOf = ({ topic, partition, offset }: Place | Found): string => `${topic} ${partition}:${offset}`;

/** Those of one topic that are parcels; one that comes again is the same parcel, also further back. */
export class Parcels {
  readonly ids = new KeyIndex();
  /** Whether a consumer is past it, at one of its places or another. */
  readonly passed = new NumberColumn();
  /** Every place, by number: which parcel, on which partition, at which offset. */
  readonly parcelAt = new NumberColumn();
  readonly partition = new NumberColumn();
  readonly offset = new NumberColumn();
  places = 0;
  /** Records that the topic's consumer has not come to, or that are no parcels. */
  unread = 0;
  readonly noParcels: { readonly place: string; readonly passed: boolean }[] = [];
}

/**
 * Reads the internal topics: which parcels there are, and what their messages say of sagas and of global transactions.
 * Parcels that no service wrote, but a test or a stranger, are to be handled too; what they say needs no effect.
 */
export class ParcelStory {
  /** By saga, the flags of said-of-sagas.ts. */
  readonly sagas = { ids: new KeyIndex(), said: new NumberColumn() };
  /** By participant and gid, the flags of said-of-branches.ts. */
  readonly branches: Readonly<Record<'metering' | 'settlement', Map<string, number>>> = {
    metering: new Map(),
    settlement: new Map(),
  };
  /** By service, the places that it told of as parked. */
  readonly toldParked = new Map<Service, Readonly<Record<string, unknown>>[]>();
  readonly #topics = new Map<string, Parcels>();

  parcel(parcel: LoggedParcel): void {
    const service = parkedTopics.get(parcel.topic);
    if (service) this.#toldParked(service, parcel.body);
    const topic = internalTopics.get(parcel.topic);
    if (!topic) return;
    const parcels = this.of(parcel.topic);
    if (!parcel.passed) parcels.unread += 1;
    const read = readParcel(parcel.body);
    if (!read) {
      parcels.noParcels.push({ place: placeOf(parcel), passed: parcel.passed });
      return;
    }
    const known = parcels.ids.length;
    const place = parcels.ids.add(read.id);
    parcels.passed.flag(place, parcel.passed ? 1 : 0);
    parcels.parcelAt.set(parcels.places, place);
    parcels.partition.set(parcels.places, parcel.partition);
    parcels.offset.set(parcels.places, parcel.offset);
    parcels.places += 1;
    if (place < known || !topic.from.some((service) => read.source.startsWith(`${service}-`))) return;
    for (const message of read.messages) this.#take(parcel.topic, message);
  }

  of(topic: string): Parcels {
    const known = this.#topics.get(topic) ?? new Parcels();
    this.#topics.set(topic, known);
    return known;
  }

  #take(topic: string, message: Readonly<Record<string, unknown>>): void {
    const { id, re, answer, gid } = message;
    if (typeof gid === 'string') {
      const { to } = internalTopics.get(topic) as { to: Service };
      const participant = to === 'trading' ? message['participant'] : to;
      const flag = flagOfBranch(message);
      if (flag === 0 || (participant !== 'metering' && participant !== 'settlement')) return;
      const branches = this.branches[participant];
      branches.set(gid, (branches.get(gid) ?? 0) | flag);
      return;
    }
    const asked = askedBy(re ?? id);
    if (!asked || (re !== undefined && answer !== 'accepted')) return;
    const { saga, flag } = asked;
    this.sagas.said.flag(this.sagas.ids.add(saga), re === undefined ? flag : acceptedFlag(flag));
  }

  #toldParked(service: Service, body: string): void {
    const parked = readObject(body);
    const known = this.toldParked.get(service) ?? [];
    this.toldParked.set(service, known);
    if (!parked) return;
    const { topic, partition, offset, index } = parked;
    known.push({ topic, partition, offset, index });
  }
}

function readObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function readParcel(
  body: string,
):
  | { readonly id: string; readonly source: string; readonly messages: readonly Readonly<Record<string, unknown>>[] }
  | undefined {
  const parcel = readObject(body);
  const id = parcel?.['id'];
  if (typeof id !== 'string' || !isUuid(id)) return undefined;
  const messages = Array.isArray(parcel?.['messages']) ? (parcel['messages'] as unknown[]) : [];
  return {
    ...{ id, source: String(parcel?.['source']) },
    messages: messages.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null),
  };
}
