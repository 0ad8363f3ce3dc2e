import type { Stack } from '../../../local/stack.js';
import { postgresAnswers } from '../../../local/postgres-databases.js';
import { signalIfThere } from '../../../local/process-table.js';
import type { Draw } from '../../../local/sample/seeded-random.js';
import { waitUntil } from '../../../local/wait-until.js';
import { asked } from '../../support/ask-database.js';
import { ownServers } from '../../support/own-servers.js';
import { askBroker } from './broker-question.js';
import type { FaultGround, FaultKind, Injected } from './fault-kind.js';
import { repeatedly } from './repeatedly.js';

const patience = { everyMs: 50, withinMs: 60_000 };

async function untilPostgresAnswers({ stack }: FaultGround): Promise<void> {
  const { superuserUrl } = ownServers(stack).postgres;
  const otherwise = (): string => 'PostgreSQL did not answer again within a minute';
  await waitUntil(() => postgresAnswers(superuserUrl), { ...patience, otherwise });
}

async function untilKafkaAnswers({ stack }: FaultGround): Promise<void> {
  const otherwise = (): string => 'Kafka did not answer again within a minute';
  const answers = () =>
    askBroker(stack, async (admin) => ((await admin.describeCluster()).brokers[0] ? true : undefined));
  await waitUntil(answers, { ...patience, otherwise });
}

/** A server that has ended and is started again at the heal. */
const down = (what: string, server: { restart(): Promise<void> }): Injected => ({
  what,
  async heal() {
    await server.restart();
    return 1;
  },
});

/** Whose connections are harmed: the services', not those of whoever looks at them. */
const ofServices = `application_name ~ '^(trading|metering|settlement)-[0-9]+$' AND backend_type = 'client backend'`;

/** The process of some backend that works for a service; undefined where there is none. */
async function drawBackend(stack: Stack, draw: Draw): Promise<{ pid: number; of: string } | undefined> {
  const text = `SELECT pid, application_name AS of FROM pg_stat_activity WHERE ${ofServices} ORDER BY of, backend_start`;
  const { rows } = await asked(ownServers(stack).postgres.superuserUrl, (client) =>
    client.query<{ pid: number; of: string }>(text),
  );
  return rows[draw(0, Math.max(0, rows.length - 1))];
}

async function endBackend(stack: Stack, draw: Draw): Promise<number> {
  const backend = await drawBackend(stack, draw);
  if (!backend) return 0;
  const { rows } = await asked(ownServers(stack).postgres.superuserUrl, (client) =>
    client.query<{ ended: boolean }>('SELECT pg_terminate_backend($1) AS ended', [backend.pid]),
  );
  return rows[0]?.ended ? 1 : 0;
}

const crashPostgres: FaultKind = {
  name: 'crash-postgres',
  means: 'PostgreSQL ends at once, as in a crash, and is started again on what it had written.',
  targets: ['PostgreSQL'],
  lastsMs: [200, 3_000],
  async inject({ stack }) {
    const { postgres } = ownServers(stack);
    await postgres.stop('immediate');
    return down('stopped at once', postgres);
  },
};

const endABackend: FaultKind = {
  name: 'end-a-backend',
  means: 'PostgreSQL ends one connection of a service after the other.',
  targets: ['PostgreSQL'],
  lastsMs: [1_000, 4_000],
  async inject(ground) {
    const { stack, draw } = ground;
    const ending = repeatedly(draw(100, 500), () => endBackend(stack, draw));
    return {
      what: 'connections of services ended, one after the other',
      heal: () => ending.stop(),
    };
  },
};

const killABackend: FaultKind = {
  name: 'kill-a-backend',
  means: 'One backend of PostgreSQL dies of SIGKILL, which makes the server end all others and recover.',
  targets: ['PostgreSQL'],
  lastsMs: [500, 2_000],
  async inject(ground) {
    const backend = await drawBackend(ground.stack, ground.draw);
    if (backend) signalIfThere(backend.pid, 'SIGKILL');
    return {
      what: backend ? `the backend ${backend.pid} of ${backend.of} killed with SIGKILL` : 'no service had a backend',
      async heal() {
        await untilPostgresAnswers(ground);
        return backend ? 1 : 0;
      },
    };
  },
};

const killKafka: FaultKind = {
  name: 'kill-kafka',
  means: 'Kafka dies of SIGKILL and is started again.',
  targets: ['Kafka'],
  lastsMs: [200, 3_000],
  async inject({ stack }) {
    const { kafka } = ownServers(stack);
    await kafka.kill();
    return down('killed with SIGKILL', kafka);
  },
};

const restartKafka: FaultKind = {
  name: 'restart-kafka',
  means: 'Kafka is stopped in good order and started again, as at every deployment of it.',
  targets: ['Kafka'],
  lastsMs: [0, 2_000],
  async inject({ stack }) {
    const { kafka } = ownServers(stack);
    await kafka.stop();
    return down('stopped in good order', kafka);
  },
};

const freezeKafka: FaultKind = {
  name: 'freeze-kafka',
  means: 'Kafka stands still by SIGSTOP for longer than a session of a consumer, and goes on.',
  targets: ['Kafka'],
  lastsMs: [4_000, 7_000],
  async inject(ground) {
    const { kafka } = ownServers(ground.stack);
    kafka.freeze();
    return {
      what: 'frozen with SIGSTOP',
      async heal() {
        kafka.thaw();
        await untilKafkaAnswers(ground);
        return 1;
      },
    };
  },
};

export const serverFaults: readonly FaultKind[] = [
  crashPostgres,
  endABackend,
  killABackend,
  killKafka,
  restartKafka,
  freezeKafka,
];
