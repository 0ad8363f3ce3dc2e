/**
 * Specs that start servers of their own and then mostly wait: for a session to run out, an ask to be repeated, a process
 * to come back. None of them measures how fast anything is, so they run side by side, the longest first, so that none is
 * left to run alone at the end. Each stands here with what it waits for. A spec that times the product, or needs the
 * whole machine to bring it under load, must never be in this list.
 */
export const patientSpecs: ReadonlyMap<string, string> = new Map([
  ['test/journey/silence.spec.ts', 'two budgets of 20 s to run out, and asks to be repeated'],
  ['test/integration/broker-silence.spec.ts', 'sessions to run out without a broker'],
  ['test/contract/participants.spec.ts', 'six restarts of a service, after a crash at each promise'],
  ['test/integration/docker-image.spec.ts', 'files to be copied, and three services to become healthy'],
  ['test/integration/silent-connections.spec.ts', 'answers that never come, and whatever stood still to end'],
  ['test/integration/consumers.spec.ts', 'packages to be installed, and consumers to join their groups'],
  ['test/hostile/hostile.spec.ts', 'its own parked messages and frozen accounts, and trades to clear after each burst'],
  ['test/journey/cli.spec.ts', 'services to be away, and whatever else operators meet'],
  ['test/journey/outage.spec.ts', 'the broker to stop and to come back, and thousands of sagas to end'],
  ['test/integration/messaging-recovery.spec.ts', 'five processes to be killed and their groups to be joined again'],
  ['test/integration/local-stack.spec.ts', 'servers to be stopped and started in every way'],
  ['test/invariant/planted.spec.ts', 'a plant for each invariant, and everything to be looked at after each'],
  ['test/integration/bad-lane.spec.ts', 'topics to be gone and to come back, and back-offs to run out'],
  ['test/integration/wrong-clocks.spec.ts', 'services under another clock to start, and trades to end'],
  ['test/journey/gate.spec.ts', 'a frozen service to be missed, and gates to close'],
  ['test/journey/traces.spec.ts', 'spans to be exported, and a service to start again'],
  ['test/journey/counter-trade.spec.ts', 'a stack with a market clock of its own'],
  ['test/journey/proposals.spec.ts', 'a stack with a market clock of its own, and proposals to lapse'],
  ['test/integration/topic-tail.spec.ts', 'a stack, and followers who are slow on purpose'],
]);
