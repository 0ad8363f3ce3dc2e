import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BacklogEstimate, type LookBegun } from './backlog-estimate.js';
import { decideIntake } from './decide-intake.js';

const seen = (openSagas: number, instances = 1) => ({ openSagas, outboxAgeMs: 0, instances });

describe('the estimate of the backlog', () => {
  it('counts a request from its beginning until a look has seen what it left', () => {
    const estimate = new BacklogEstimate(0);
    estimate.taken(100);
    const during = estimate.beginLook(100);
    estimate.answered(100);
    expect(estimate.now().openSagas).toBe(100);
    // Whether that look came before the commit or after it is not known: it is counted twice rather than not at all.
    estimate.endLook(during, seen(100));
    expect(estimate.now().openSagas).toBe(200);
    estimate.endLook(estimate.beginLook(200), seen(100));
    expect(estimate.now().openSagas).toBe(100);
  });

  it('expects of every other instance that it has taken as much since the last look', () => {
    const estimate = new BacklogEstimate(0);
    estimate.endLook(estimate.beginLook(100), seen(1000, 2));
    estimate.taken(50);
    expect(estimate.now().openSagas).toBe(1100);
  });

  it('comes within some seconds to the rate at which sagas end, in all instances', () => {
    const estimate = new BacklogEstimate(0);
    for (let atMs = 200; atMs <= 10_000; atMs += 200) {
      for (let count = 0; count < 300; count += 1) estimate.ended();
      estimate.endLook(estimate.beginLook(atMs), seen(1000, 2));
    }
    expect(estimate.now().endedPerSecond).toBeCloseTo(3000, -2);
  });

  it('lets what is open pass the bound by less than one request, whenever things happen', () => {
    const mostOpenSagas = 50;
    const mostPerRequest = 20;
    const steps = ['ask', 'commit', 'answer', 'end', 'begin look', 'read', 'end look'] as const;
    const event = fc.record({ does: fc.constantFrom(...steps), of: fc.integer({ min: 1, max: mostPerRequest }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300, size: 'max' }), (events) => {
        const estimate = new BacklogEstimate(0);
        const underWay: number[] = [];
        const committed: number[] = [];
        let inDatabase = 0;
        let look: { readonly begun: LookBegun; read?: number } | undefined;
        for (const [atMs, { does, of }] of events.entries()) {
          if (does === 'ask') {
            const taken = decideIntake(estimate.now(), { mostOpenSagas, mostOutboxAgeMs: 1 }).answer === 'accepted';
            if (taken) underWay.push(of);
            if (taken) estimate.taken(of);
          } else if (does === 'commit') {
            const [trades = 0] = underWay.splice(of % Math.max(1, underWay.length), 1);
            if (trades > 0) committed.push(trades);
            inDatabase += trades;
          } else if (does === 'answer') estimate.answered(committed.splice(0, 1)[0] ?? 0);
          else if (does === 'end') inDatabase -= Math.min(of, inDatabase);
          else if (does === 'begin look') look ??= { begun: estimate.beginLook(atMs) };
          else if (does === 'read' && look) look.read ??= inDatabase;
          else if (does === 'end look' && look?.read !== undefined) {
            estimate.endLook(look.begun, seen(look.read));
            look = undefined;
          }
          const open = inDatabase + underWay.reduce((sum, trades) => sum + trades, 0);
          if (open >= mostOpenSagas + mostPerRequest) return false;
        }
        return true;
      }),
      { numRuns: 1_000 },
    );
  });
});
