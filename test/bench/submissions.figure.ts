import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { type Stack, startStack } from '../../local/stack.js';
import { registerLoad } from '../support/load-process.js';
import { untilQuiet } from '../support/quiet.js';
import type { Figure } from './figure.js';
import type { IntakeOrder, IntakeReport } from './intake-client.js';
import { rounded, spreadOf } from './spread.js';

const connections = 128;
const warmUpMs = 3_000;
const drainMs = 180_000;
/** Of what bare Fastify takes. */
const leastShare = 0.3;

const program = (name: string): ChildProcess =>
  fork(join(checkout, 'dist', 'test', 'bench', `${name}.js`), { execArgv: [] });

async function intake(order: IntakeOrder): Promise<IntakeReport> {
  const client = program('intake-client');
  try {
    client.send(order);
    const [report] = (await once(client, 'message')) as [IntakeReport];
    return report;
  } finally {
    client.disconnect();
  }
}

/** The same client, the same bodies, on a server that only reads and answers. */
async function bareFastify(order: Omit<IntakeOrder, 'url'>): Promise<IntakeReport> {
  const server = program('bare-fastify');
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    return await intake({ ...order, url });
  } finally {
    server.disconnect();
  }
}

/** Says which answers were not 202; without one the run did what it says. */
const refusals = (where: string, { others }: IntakeReport): string[] =>
  Object.entries(others).map(([answer, times]) => `${where} answered ${answer} ${times} times`);

async function measured(
  stack: Stack,
  order: Omit<IntakeOrder, 'url' | 'phase'>,
  say: (sentence: string) => void,
): Promise<{ alone: IntakeReport; whole: IntakeReport; bare: IntakeReport }> {
  const url = stack.urls.trading;
  say('submissions while the sagas run');
  const whole = await intake({ ...order, url, phase: 'whole' });
  await untilQuiet(stack, drainMs);
  say('submissions alone: the participants stand still, what was taken waits for them');
  stack.metering.freeze();
  stack.settlement.freeze();
  const alone = await intake({ ...order, url, phase: 'alone' });
  stack.metering.thaw();
  stack.settlement.thaw();
  await untilQuiet(stack, drainMs);
  say('bare Fastify');
  return { alone, whole, bare: await bareFastify({ ...order, phase: 'bare' }) };
}

/** Trades that are accepted and durable per second, one to a request, beside a server that does nothing but HTTP. */
export const submissionsFigure: Figure = {
  name: 'submissions',
  seconds: 10,
  async measure({ seconds, seed, say }) {
    const folder = join(checkout, '.gridsaga', `bench-submissions-${process.pid}`);
    // The bound on open sagas is there to keep latency short, and would end this loop early.
    const env = { MOST_OPEN_SAGAS: '1000000', MOST_OUTBOX_AGE_MS: '600000' };
    const stack = await startStack({ folder, portBase: 'free', short: true, env });
    try {
      await registerLoad(stack);
      const order = { venueKey: stack.keys.venue, connections, warmUpMs, measuredMs: seconds * 1_000, seed };
      const { alone, whole, bare } = await measured(stack, order, say);
      const invariants = await checkInvariants(stack);
      const findings = [...refusals('trading', alone), ...refusals('trading', whole), ...refusals('Fastify', bare)];
      const perSecond = ({ windows }: IntakeReport): number => spreadOf(windows).median;
      const besideBare = { what: 'the same body through bare Fastify', value: perSecond(bare), windows: bare.windows };
      const row = (what: string, report: IntakeReport) => ({
        what,
        value: `${Math.round(perSecond(report))} /s`,
        ratio: `${rounded(perSecond(report) / perSecond(bare), 2)} ×`,
      });
      return {
        figure: 'submissions',
        measures: [
          {
            ...{ what: 'submissions', value: perSecond(alone), unit: 'submissions/s', better: 'more' },
            ...{ windows: alone.windows, beside: besideBare, limit: { of: 'ratio', bound: leastShare } },
          },
          {
            ...{ what: 'while the sagas run', value: perSecond(whole), unit: 'submissions/s', better: 'more' },
            ...{ windows: whole.windows, beside: besideBare },
          },
        ],
        verdict: findings.length > 0 ? 'broken' : invariants.verdict,
        findings: [...findings, ...invariants.findings],
        rows: [
          row('accepted and durable, the participants standing still', alone),
          row('accepted and durable, while every saga runs to its end', whole),
          row('bare Fastify', bare),
        ],
        details: { connections },
      };
    } finally {
      for (const service of [stack.metering, stack.settlement]) if (service.running()) service.thaw();
      await stack.stop({ remove: true });
    }
  },
};
