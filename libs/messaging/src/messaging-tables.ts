/** The tables that messaging needs in a service's database, as one script for the service's first migration. */
export const messagingTables = `
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    partition int NOT NULL,
    -- true: records for other teams, in order per partition; false: a parcel, which relies on no order
    open boolean NOT NULL,
    -- A parcel is some tens of kilobytes for some milliseconds; compressing it would cost more than all else here.
    body text STORAGE EXTERNAL NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

  -- One row per parcel that was handled. Partitioned by the day of the parcel's own time, so that old days are dropped
  -- instead of deleted.
  CREATE TABLE inbox (
    day date NOT NULL,
    consumer text NOT NULL,
    parcel uuid NOT NULL,
    PRIMARY KEY (day, consumer, parcel)
  ) PARTITION BY RANGE (day);

  CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    partition int NOT NULL,
    kafka_offset bigint NOT NULL,
    parcel uuid,
    index int,
    reason text NOT NULL,
    stack text,
    body text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (topic, partition, kafka_offset, index)
  );
`;
