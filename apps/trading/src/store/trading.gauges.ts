import { pausedCondition, stuckCondition } from '#libs/saga-runner';
import type { QueriedGauge } from '#libs/service';

/** Each reads the open sagas only, of which there are as many as trades are under way. */
export const tradingGauges: readonly QueriedGauge[] = [
  {
    name: 'gridsaga_open_sagas',
    help: 'Sagas that have not ended, by phase',
    labels: ['phase'],
    text: `SELECT known.phase, count(saga.id) AS value
      FROM (VALUES ('doing'), ('undoing'), ('finishing')) AS known (phase)
      LEFT JOIN saga ON saga.open AND saga.phase = known.phase GROUP BY known.phase`,
  },
  {
    name: 'gridsaga_oldest_open_saga_seconds',
    help: 'Age of the oldest saga that has not ended',
    text: 'SELECT coalesce(extract(epoch FROM clock_timestamp() - min(started_at)), 0) AS value FROM saga WHERE open',
  },
  {
    name: 'gridsaga_saga_steps',
    help: 'Steps of open sagas that wait for an answer, asked or stuck',
    labels: ['phase', 'step', 'state'],
    // The fifth of an ask's values is its answer (stored-progress.ts).
    text: `SELECT phase, step, state, count(*) AS value
      FROM (SELECT phase, step, asks->(CASE phase WHEN 'undoing' THEN 'undo' ELSE 'do' END) AS ask
              FROM saga, json_each(progress->'steps') AS each (step, asks) WHERE open) AS awaited
     CROSS JOIN LATERAL (SELECT CASE WHEN ask->>4 IS NULL THEN 'asked' ELSE 'stuck' END AS state) AS stands
     WHERE ask IS NOT NULL AND coalesce(ask->>4, 'refused') = 'refused'
     GROUP BY phase, step, state`,
  },
  {
    name: 'gridsaga_stuck_sagas',
    help: 'Sagas that go on only when an operator acts',
    text: `SELECT count(*) AS value FROM saga WHERE ${stuckCondition}`,
  },
  {
    name: 'gridsaga_paused_sagas',
    help: 'Sagas that an operator has paused',
    text: `SELECT count(*) AS value FROM saga WHERE ${pausedCondition}`,
  },
];
