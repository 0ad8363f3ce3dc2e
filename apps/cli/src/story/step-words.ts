/** How a step of a trade is told: who does it, what it was asked to do, and what it did. */
export interface StepWords {
  readonly who: string;
  /** Behind `was asked`. */
  readonly to: string;
  /** Behind `who`. */
  readonly did: string;
}

/** An undo says what is true after it: where nothing was done, nothing was given back. */
const known: Readonly<Record<string, StepWords>> = {
  'hold funds do': { who: 'Settlement', to: 'to set the money aside', did: 'set the money aside' },
  'hold funds undo': { who: 'Settlement', to: 'to let go of the money', did: 'holds no money for it' },
  'book delivery do': { who: 'Metering', to: 'to set the energy aside', did: 'set the energy aside' },
  'book delivery undo': { who: 'Metering', to: 'to let go of the energy', did: 'holds no energy for it' },
  'post funds do': { who: 'Settlement', to: 'to move the money', did: 'moved the money' },
  'firm delivery do': { who: 'Metering', to: 'to make the delivery firm', did: 'made the delivery firm' },
  'prepare payment do': { who: 'Settlement', to: 'to prepare the payment', did: 'prepared the payment' },
  'prepare delivery do': { who: 'Metering', to: 'to prepare the delivery', did: 'prepared the delivery' },
  'commit payment do': { who: 'Settlement', to: 'to commit the payment', did: 'committed the payment' },
  'commit delivery do': { who: 'Metering', to: 'to commit the delivery', did: 'committed the delivery' },
};

/** A step that this program does not know yet is told by its name. */
export const wordsOf = (step: string, direction: string): StepWords =>
  known[`${step} ${direction}`] ?? {
    who: 'A service',
    to: direction === 'undo' ? `to undo '${step}'` : `for '${step}'`,
    did: direction === 'undo' ? `undid '${step}'` : `did '${step}'`,
  };
