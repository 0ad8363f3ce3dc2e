import { across, type Invariant, within } from './invariant.js';

/**
 * The asks of a saga's steps: one row per saga and step. An ask is kept as the list of when it was asked, how often, when
 * it is asked again, when it was answered, what, and because of what; times count from the saga's start.
 */
const steps = `
  SELECT saga.id, saga.phase, step.name,
         asks->'do' IS NOT NULL AS done, (asks->'do'->>0)::numeric AS done_at, asks->'do'->>4 AS done_answer,
         asks->'undo' IS NOT NULL AS undone, (asks->'undo'->>0)::numeric AS undone_at,
         (asks->'undo'->>3)::numeric AS undone_answered_at, asks->'undo'->>4 AS undone_answer,
         coalesce(asks->'undo'->5->>'reason', asks->'do'->5->>'reason') AS reason
    FROM saga CROSS JOIN LATERAL json_each(saga.progress->'steps') AS step (name, asks)`;

const isStuck = `
  (phase = 'finishing' AND done_answer = 'refused') OR (phase = 'undoing' AND undone_answer = 'refused')`;

const stuckIds = `SELECT id FROM (${steps}) AS step WHERE ${isStuck}`;

/** The steps, of these two, that operators skipped: open until the participant's row is as the step would have left it. */
const skippedOf = (undone: string, finished: string) =>
  ({
    moment: 'before',
    service: 'trading',
    subjects: `SELECT id, name AS step FROM (${steps}) AS step
      WHERE name = '${undone}' AND undone_answer = 'skipped' OR name = '${finished}' AND done_answer = 'skipped'`,
  }) as const;

export const sagaInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'each trade has its saga and each saga its trade',
    otherwise: 'A trade was taken and nobody works on it.',
    question: `
      SELECT coalesce(trade.id, saga.id) AS id, saga.id IS NULL AS lost
        FROM trade FULL JOIN saga USING (id) WHERE trade.id IS NULL OR saga.id IS NULL`,
    finding: ({ id, lost }) => (lost ? `trade ${id} has no saga` : `saga ${id} has no trade`),
  }),
  within('trading', {
    name: 'a saga is in the phase that its progress says',
    otherwise: 'The lists of sagas show another phase than their timelines.',
    question: `
      SELECT id, phase, said FROM saga CROSS JOIN LATERAL (SELECT CASE
          WHEN progress->'ended' IS NOT NULL THEN progress->'ended'->>'as'
          WHEN progress->'pivot'->>'answer' = 'accepted' THEN 'finishing'
          WHEN progress->'rejected' IS NOT NULL THEN 'undoing'
          ELSE 'doing' END AS said) AS progressed
       WHERE phase IS DISTINCT FROM said`,
    finding: ({ id, phase, said }) => `saga ${id} is ${phase}, its progress says ${said}`,
  }),
  within('trading', {
    name: 'no saga is both cleared and undone',
    otherwise: 'A trade was decided twice, and otherwise.',
    question: `
      SELECT id, phase, coalesce(progress->'pivot'->>'answer', 'not decided') AS pivot,
             progress->'rejected'->>'step' AS rejected
        FROM saga
       WHERE (progress->'pivot'->>'answer' = 'accepted'
              AND (progress->'rejected' IS NOT NULL OR progress->'ended'->>'as' = 'undone'
                   OR EXISTS (SELECT FROM json_each(progress->'steps') AS s (name, asks) WHERE asks->'undo' IS NOT NULL)))
          OR (progress->'ended'->>'as' = 'done' AND progress->'pivot'->>'answer' IS DISTINCT FROM 'accepted')
          OR (progress->'ended'->>'as' = 'undone' AND progress->'rejected' IS NULL)`,
    finding: ({ id, phase, pivot, rejected }) =>
      `saga ${id} is ${phase}, its pivot ${pivot}, ${rejected === null ? 'nothing rejected' : `rejected at ${rejected}`}`,
  }),
  within('trading', {
    name: 'a cleared trade has done every step',
    otherwise: 'A trade was called cleared too early.',
    question: `
      SELECT id, step FROM saga CROSS JOIN unnest(CASE name
         WHEN 'trade' THEN ARRAY['hold funds', 'book delivery', 'post funds', 'firm delivery']
         ELSE ARRAY['prepare payment', 'prepare delivery', 'commit payment', 'commit delivery'] END) AS step
       WHERE phase = 'done'
         AND coalesce(progress->'steps'->step->'do'->>4, 'nothing') NOT IN ('accepted', 'skipped')`,
    finding: ({ id, step }) => `saga ${id} is done without '${step}'`,
  }),
  within('trading', {
    name: 'what cleared was agreed before its gate closed, and not later than it could be registered',
    otherwise: 'A trade binds that came too late.',
    question: `
      SELECT trade.id, agreed_at, gate_closes_at, register_by FROM trade JOIN saga USING (id)
       WHERE phase = 'done' AND (agreed_at >= gate_closes_at OR agreed_at >= register_by)`,
    finding: ({ id, agreed_at, gate_closes_at, register_by }) =>
      `trade ${id} cleared, agreed at ${agreed_at}; its gate closed at ${gate_closes_at}, registration ended at ${register_by}`,
  }),
  within('trading', {
    name: 'nothing is finished before the pivot is accepted',
    otherwise: 'Something that can not be undone was asked before the decision.',
    question: `
      SELECT id, step FROM saga
       CROSS JOIN unnest(ARRAY['post funds', 'firm delivery', 'commit payment', 'commit delivery']) AS step
       WHERE progress->'steps'->step IS NOT NULL
         AND progress->'pivot'->>'answer' IS DISTINCT FROM 'accepted'`,
    finding: ({ id, step }) => `saga ${id} asked for '${step}', and its pivot is not accepted`,
  }),
  within('trading', {
    name: 'a rejected trade has undone every step that it asked for',
    otherwise: 'A step may have happened, and nobody took it back.',
    // What was prepared and not committed is rolled back, which two-phase.ts and branches.ts look at.
    question: `SELECT id, name FROM (${steps}) AS step
      WHERE phase = 'undone' AND name NOT LIKE 'prepare %' AND done AND coalesce(undone_answer, 'nothing') NOT IN ('accepted', 'skipped')`,
    finding: ({ id, name }) => `saga ${id} is undone, and '${name}' is not`,
  }),
  within('trading', {
    name: 'only what was asked for is undone, and later',
    otherwise: 'A step was undone that this saga never asked for.',
    question: `SELECT id, name, NOT done AS unasked FROM (${steps}) AS step
      WHERE undone AND (NOT done OR undone_at < done_at)`,
    finding: ({ id, name, unasked }) =>
      `saga ${id} undid '${name}', ${unasked ? 'which it never asked for' : 'before it asked for it'}`,
  }),
  within('trading', {
    name: 'steps are undone in the reverse order of their groups',
    otherwise: 'A later step stood on one that was gone already.',
    // The steps of a group are asked in the same instant, so a step that was asked later is of a later group.
    question: `
      SELECT earlier.id, earlier.name, later.name AS later
        FROM (${steps}) AS earlier JOIN (${steps}) AS later USING (id)
       WHERE later.done_at > earlier.done_at AND earlier.undone
         AND (later.undone_answered_at IS NULL OR earlier.undone_at < later.undone_answered_at)`,
    finding: ({ id, name, later }) => `saga ${id} undid '${name}' before '${later}' was undone`,
  }),
  within('trading', {
    name: 'no saga is stuck',
    otherwise: 'An undo, or a step behind the pivot, was refused: an operator has to look.',
    question: `SELECT id, name, reason FROM (${steps}) AS step WHERE ${isStuck}`,
    finding: ({ id, name, reason }) => `saga ${id} is stuck at '${name}': ${reason ?? 'no reason was given'}`,
  }),
  within('trading', {
    name: 'an open saga is woken again, unless it is stuck or paused',
    otherwise: 'A saga will never go on by itself.',
    // A two-phase trade is woken by its global transaction.
    question: `
      SELECT id, phase FROM saga
       WHERE open AND name <> 'two-phase trade' AND due_at IS NULL AND progress->'pausedAt' IS NULL AND id NOT IN (${stuckIds})`,
    finding: ({ id, phase }) => `saga ${id} is ${phase}, and nothing will wake it`,
  }),
  within('trading', {
    name: 'every saga has ended',
    otherwise: 'Trades are still under way.',
    means: 'not drained',
    question: `
      SELECT phase, count(*) AS sagas, min(id::text) AS first,
             count(*) FILTER (WHERE progress->'pausedAt' IS NOT NULL) AS paused
        FROM saga WHERE open AND id NOT IN (${stuckIds}) GROUP BY phase`,
    finding: ({ phase, sagas, first, paused }) =>
      `${sagas} sagas are ${phase}, ${paused} of them paused, ${first} the first of them`,
  }),
  across({
    name: 'what was skipped at settlement is corrected there',
    otherwise: 'A trade is by hand: somebody still has to mend the hold of the step that was skipped.',
    from: skippedOf('hold funds', 'post funds'),
    to: {
      service: 'settlement',
      columns: 'id uuid, step text',
      // Where there is no row, a late ask to hold would still be taken: a correction leaves a tombstone.
      question: `
        SELECT id, step, state FROM subject LEFT JOIN hold USING (id)
         WHERE coalesce(state, 'none') <> ALL (CASE step WHEN 'post funds' THEN ARRAY['posted']
                                               ELSE ARRAY['voided', 'tombstone', 'refused'] END)`,
    },
    finding: ({ id, step, state }) =>
      `trade ${id} is by hand: '${step}' was skipped, and its hold is ${state ?? 'not there'}`,
  }),
  across({
    name: 'what was skipped at metering is corrected there',
    otherwise: 'A trade is by hand: somebody still has to mend the booking of the step that was skipped.',
    from: skippedOf('book delivery', 'firm delivery'),
    to: {
      service: 'metering',
      columns: 'id uuid, step text',
      question: `
        SELECT id, step, state FROM subject LEFT JOIN booking USING (id)
         WHERE coalesce(state, 'none') <> ALL (CASE step WHEN 'firm delivery' THEN ARRAY['firm']
                                               ELSE ARRAY['cancelled', 'tombstone', 'refused'] END)`,
    },
    finding: ({ id, step, state }) =>
      `trade ${id} is by hand: '${step}' was skipped, and its booking is ${state ?? 'not there'}`,
  }),
];
