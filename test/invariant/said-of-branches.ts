/** What messages say of a global transaction and one participant, as flags of one number. */
export const said = {
  prepare: 1,
  commit: 2,
  abort: 4,
  votedYes: 8,
  acknowledgedCommitted: 16,
  acknowledgedAborted: 32,
} as const;

const byType: Readonly<Record<string, number>> = {
  'two-phase.prepare.v1': said.prepare,
  'two-phase.commit.v1': said.commit,
  'two-phase.abort.v1': said.abort,
};

/** The flag of a message; 0 where it says nothing that has to be found again. */
export function flagOfBranch({ type, vote, as }: Readonly<Record<string, unknown>>): number {
  if (type === 'two-phase.vote.v1') return vote === 'yes' ? said.votedYes : 0;
  if (type === 'two-phase.acknowledged.v1') {
    if (as === 'committed') return said.acknowledgedCommitted;
    return as === 'aborted' ? said.acknowledgedAborted : 0;
  }
  return byType[String(type)] ?? 0;
}
