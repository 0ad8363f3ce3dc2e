import { describe, expect, it } from '@jest/globals';
import { Problem } from '#libs/service';
import type { SeenBacklog } from '../intake/backlog-estimate.js';
import { Intake } from './intake.js';

const bounds = { mostOpenSagas: 100, mostOutboxAgeMs: 5000 };
const quiet: SeenBacklog = { openSagas: 0, outboxAgeMs: 0, instances: 1 };

/** An intake that has looked once. */
async function anIntake(look: () => Promise<SeenBacklog>, told: unknown[] = []): Promise<Intake> {
  const intake = new Intake(bounds, look, (error) => told.push(error));
  intake.start();
  await intake.stop();
  return intake;
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('the intake of submissions', () => {
  it('does the work and answers what it answers', async () => {
    const intake = await anIntake(async () => quiet);
    expect(await intake.taking(1, async () => 'done')).toBe('done');
    await expect(intake.taking(1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('takes a request whole or not at all, and counts what is under way', async () => {
    const intake = await anIntake(async () => quiet);
    void intake.taking(99, never);
    void intake.taking(500, never);
    let begun = false;
    const third = intake.taking(1, async () => {
      begun = true;
    });
    await expect(third).rejects.toBeInstanceOf(Problem);
    expect(begun).toBe(false);
  });

  it('says what is too much and when to come back', async () => {
    const intake = await anIntake(async () => ({ ...quiet, openSagas: 100 }));
    const problem = intake.refusal();
    expect(problem?.body).toMatchObject({
      ...{ type: 'urn:gridsaga:problem:overloaded', status: 503 },
      ...{ openSagas: 100, mostOpenSagas: 100 },
    });
    expect(Number(problem?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const late = await anIntake(async () => ({ ...quiet, outboxAgeMs: 7000 }));
    expect(late.refusal()?.body).toMatchObject({ outboxAgeMs: 7000, mostOutboxAgeMs: 5000 });
  });

  it('goes on without a database, but takes no more than the bound', async () => {
    const told: unknown[] = [];
    const intake = await anIntake(() => Promise.reject(new Error('gone')), told);
    expect(told).toEqual([new Error('gone')]);
    for (let count = 0; count < 100; count += 1) await intake.taking(1, async () => undefined);
    expect(intake.refusal()).toBeInstanceOf(Problem);
  });
});
