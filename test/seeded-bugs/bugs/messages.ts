import { deaths, messaging, requests, trades } from '../checks/all-checks.js';
import type { SeededBug } from '../seeded-bug.js';

const inSequence = 'the events of a key are in sequence, without a gap';

export const messageBugs: readonly SeededBug[] = [
  {
    name: 'no-inbox',
    breaks: 'A parcel that comes again is not handled again.',
    file: 'libs/messaging/src/inbox.ts',
    find: 'return new Set(rows.map(({ parcel }) => parcel));',
    replace: 'return new Set(parcels.map(({ id }) => id));',
    caughtBy: { check: messaging, finding: 'a parcel has its effect once' },
  },
  {
    name: 'offset-before-commit',
    breaks: 'Kafka hears that a record was handled after the database has it, and never before.',
    file: 'libs/messaging/src/kafka-batches.strategy.ts',
    find: '      const ended = await worker.handle(',
    replace: `      for (const { record: { topic, partition, offset } } of records)
        this.#done.set(\`\${topic}/\${partition}\`, { topic, partition, offset: (BigInt(offset) + 1n).toString() });
      const ended = await worker.handle(`,
    caughtBy: { check: messaging, finding: 'is in the database before Kafka’s offset moves' },
  },
  {
    name: 'sent-before-commit',
    breaks: 'What a transaction sends leaves with its commit, and not before.',
    file: 'libs/messaging/src/shell.ts',
    find: "      crashPoint('before-commit', () => kindsOf(batch.tasks));",
    replace: `      const aside = await OpenTransaction.begin(pool);
      await outbox.append(aside, send.splice(0), now.wall, span.traceparent);
      await aside.commit();
      this.#committed();
      await new Promise((resolve) => setTimeout(resolve, 20));
      crashPoint('before-commit', () => kindsOf(batch.tasks));`,
    caughtBy: { check: deaths, finding: 'a hold is as far as its saga lets it be' },
  },
  {
    name: 'forgotten-before-sent',
    breaks: 'A row leaves the outbox when the broker has acknowledged it, and not before.',
    file: 'libs/messaging/src/relay.ts',
    find: '    const tx = await OpenTransaction.begin(this.pool);',
    replace: `    const tx = await OpenTransaction.begin(this.pool);
    await tx.query('outbox-begin-no-more', 'COMMIT');`,
    caughtBy: { check: deaths, finding: 'every trade that has ended is told to everyone, once' },
  },
  {
    name: 'outbox-by-high-water-mark',
    breaks: 'A row that is committed later than one with a higher number is sent as well.',
    file: 'libs/messaging/src/relay.ts',
    find: "tx.query<OutboxRow>('outbox-take-parcels', takeParcelsText, [this.#mostRows]),",
    replace: `tx
          .query<OutboxRow>('', takeParcelsText.replace('NOT open', \`NOT open AND id > \${this.mark ?? 0}\`), [this.#mostRows])
          .then((taken) => {
            for (const { id } of taken) if (Number(id) > (this.mark ?? 0)) this.mark = Number(id);
            return taken;
          }),`,
    caughtBy: { check: trades, finding: 'the outboxes are empty' },
  },
  {
    name: 'events-on-any-partition',
    breaks: 'All events of a key stand on one partition.',
    file: 'libs/messaging/src/outbox.ts',
    find: 'const partition = partitionOf(key, ',
    replace: 'const partition = partitionOf(open ? JSON.stringify(outgoing) : key, ',
    caughtBy: { check: trades, finding: inSequence },
  },
  {
    name: 'events-out-of-order',
    breaks: 'The events of a key are sent in the order in which they were written.',
    file: 'libs/messaging/src/relay.ts',
    find: 'rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));',
    replace: 'rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? 1 : -1));',
    caughtBy: { check: trades, finding: inSequence },
  },
  {
    name: 'event-told-as-two',
    breaks: 'An event that is sent again has the same id, so that others can drop it.',
    file: 'libs/messaging/src/relay.ts',
    find: '? readRecordLines(row.body).map(',
    replace: `? readRecordLines(row.body).flatMap((line) => [
        line,
        { ...line, headers: { ...line.headers, ce_id: \`\${line.headers.ce_id}-again\` } },
      ]).map(`,
    caughtBy: { check: trades, finding: 'every trade that has ended is told to everyone, once' },
  },
  {
    name: 'sequence-with-gaps',
    breaks: 'The events of a key count up by one.',
    file: 'apps/settlement/src/account/decide-terms.ts',
    find: 'sequence: known.sequence + 1',
    replace: 'sequence: known.sequence + 2',
    caughtBy: { check: trades, finding: inSequence },
  },
  {
    name: 'poison-dropped',
    breaks: 'What nobody can read is parked, where a person finds it.',
    file: 'libs/messaging/src/parking.ts',
    find: "await tx.query('park', parkText, [",
    replace: "await tx.query('park', parkText.replace('ON CONFLICT', 'LIMIT 0 ON CONFLICT'), [",
    caughtBy: { check: requests, finding: 'every message is handled or parked once its consumer is past it' },
  },
];
