import { type ConsumedRecord, type OnTrouble, readParcel, type RecordWorker, type TakenRecord } from '#libs/messaging';

export interface ReadMessages<Message> extends TakenRecord {
  readonly tasks: readonly Message[];
}

/**
 * Reads parcels for a worker without an inbox: what it does again changes nothing. What cannot be read is told of and
 * dropped: the coordinator says everything again until it is answered.
 */
export class TwoPhaseWorker<Message> implements RecordWorker<ReadMessages<Message>> {
  constructor(
    private readonly readMessage: (message: unknown) => Message | undefined,
    private readonly handleAll: (messages: readonly Message[], abandoned: () => boolean) => Promise<void>,
    private readonly onTrouble: OnTrouble,
  ) {}

  read(record: ConsumedRecord, wall: number): ReadMessages<Message> {
    const { topic, partition, offset } = record;
    const parcel = readParcel(record, wall);
    if (!parcel.ok) {
      this.onTrouble(parcel.reason, 'a record that cannot be read was dropped', { topic, partition, offset });
      return { record, tasks: [] };
    }
    const tasks = parcel.what.messages.flatMap((message, index) => {
      const read = this.readMessage(message);
      if (read !== undefined) return [read];
      const about = { topic, partition, offset, parcel: parcel.what.id, index };
      this.onTrouble('it is not of the form that is spoken here', 'a message that cannot be read was dropped', about);
      return [];
    });
    return { record, tasks };
  }

  async handle(records: readonly ReadMessages<Message>[], abandoned: () => boolean): Promise<'handled' | 'abandoned'> {
    await this.handleAll(
      records.flatMap(({ tasks }) => tasks),
      abandoned,
    );
    return abandoned() ? 'abandoned' : 'handled';
  }
}
