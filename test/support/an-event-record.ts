import { eventExamples, type KafkaRecord, type PublicEventType, publicEvents } from '#libs/contracts';

/** The example of a type as a record of its topic: bytes, as a client gives them. */
export function anEventRecord(
  type: PublicEventType,
  subject: string,
  headers: Readonly<Record<string, string>> = {},
  data: object = eventExamples[type],
): KafkaRecord {
  const told = publicEvents.find(({ contract }) => contract.type === type);
  if (!told) throw new Error(`there is no event ${type}`);
  const attributes = {
    ...{ ce_specversion: '1.0', ce_id: `${subject}/1`, ce_type: type, ce_source: '/gridsaga/any', ce_subject: subject },
    ...{ ce_time: '2026-05-01T10:00:00.000Z', 'content-type': 'application/json', ...headers },
  };
  return {
    ...{ topic: told.topic.name, partition: 1, offset: '7', key: Buffer.from(subject) },
    value: Buffer.from(JSON.stringify(data)),
    headers: Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, Buffer.from(text)])),
  };
}
