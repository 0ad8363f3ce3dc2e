import { type Plant, progress, withSteps } from './plant.js';
import { answered, clearedProgress, clearedTrade, rejectedProgress, rejectedTrade } from './tiny-world.js';

export const plantedSagas: readonly Plant[] = [
  {
    breaks: 'each trade has its saga and each saga its trade',
    how: 'a trade that was forgotten',
    sql: [['trading', `DELETE FROM saga WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a saga is in the phase that its progress says',
    how: 'a phase that nobody wrote down',
    sql: [['trading', `UPDATE saga SET phase = 'finishing' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'no saga is both cleared and undone',
    how: 'an undo after the pivot',
    sql: [
      progress(
        clearedTrade,
        'done',
        withSteps(clearedProgress, { 'hold funds': { do: answered(0), undo: answered(6) } }),
      ),
    ],
  },
  {
    breaks: 'a cleared trade has done every step',
    how: 'an end without the delivery made firm',
    sql: [progress(clearedTrade, 'done', withSteps(clearedProgress, { 'firm delivery': { do: [5, 1] } }))],
  },
  {
    breaks: 'what cleared was agreed before its gate closed, and not later than it could be registered',
    how: 'a trade whose gate closes at the instant of its agreement',
    sql: [['trading', `UPDATE trade SET gate_closes_at = agreed_at WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'nothing is finished before the pivot is accepted',
    how: 'money asked to be posted while all is undone',
    sql: [progress(rejectedTrade, 'undone', withSteps(rejectedProgress, { 'post funds': { do: answered(5) } }))],
  },
  {
    breaks: 'a rejected trade has undone every step that it asked for',
    how: 'a silent step that was not undone',
    sql: [progress(rejectedTrade, 'undone', withSteps(rejectedProgress, { 'book delivery': { do: [0, 3] } }))],
  },
  {
    breaks: 'only what was asked for is undone, and later',
    how: 'an undo of what was never asked',
    sql: [progress(rejectedTrade, 'undone', withSteps(rejectedProgress, { 'book delivery': { undo: answered(5) } }))],
  },
  {
    breaks: 'steps are undone in the reverse order of their groups',
    how: 'a first group that is undone before the second',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { do: answered(3), undo: answered(6) } }),
      ),
    ],
  },
  {
    breaks: 'no saga is stuck',
    how: 'a post that was refused',
    sql: [
      progress(clearedTrade, 'finishing', {
        ...withSteps(clearedProgress, {
          'post funds': { do: answered(5, 'refused') },
        }),
        ended: undefined,
      }),
    ],
  },
  {
    breaks: 'an open saga is woken again, unless it is stuck or paused',
    how: 'an open saga without a deadline',
    sql: [progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined })],
  },
  {
    breaks: 'every saga has ended',
    how: 'a saga that waits for an answer',
    sql: [
      progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined }),
      ['trading', `UPDATE saga SET due_at = now() WHERE id = '${rejectedTrade}'`],
    ],
  },
  {
    breaks: 'what was skipped at settlement is corrected there',
    how: 'money whose posting was skipped, and that nobody moved',
    sql: [
      progress(clearedTrade, 'done', withSteps(clearedProgress, { 'post funds': { do: answered(5, 'skipped') } })),
      ['settlement', `UPDATE hold SET state = 'held' WHERE id = '${clearedTrade}'`],
    ],
  },
  {
    breaks: 'what was skipped at settlement is corrected there',
    how: 'a hold whose undo was skipped, and that nothing stands against',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'hold funds': { do: answered(0), undo: answered(5, 'skipped') } }),
      ),
      ['settlement', `DELETE FROM hold WHERE id = '${rejectedTrade}'`],
    ],
  },
  {
    breaks: 'what was skipped at metering is corrected there',
    how: 'a booking whose undo was skipped, and that still stands',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { do: answered(0), undo: answered(5, 'skipped') } }),
      ),
      ['metering', `UPDATE booking SET state = 'pending' WHERE id = '${rejectedTrade}'`],
    ],
  },
];
