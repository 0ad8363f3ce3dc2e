import type { Figure } from './figure.js';
import { memoryFigure } from './memory.figure.js';
import { overloadFigure } from './overload.figure.js';
import { sagasFigure } from './sagas.figure.js';
import { startFigure } from './start.figure.js';
import { submissionsFigure } from './submissions.figure.js';
import { twoPhaseFigure } from './two-phase.figure.js';

/** Every figure there is: a new one is a line here. */
export const allFigures: readonly Figure[] = [
  sagasFigure,
  twoPhaseFigure,
  submissionsFigure,
  overloadFigure,
  startFigure,
  memoryFigure,
];
