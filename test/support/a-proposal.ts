import { instant } from '#libs/market';
import { Rows } from '#libs/messaging';
import { SagaRunner } from '#libs/saga-runner';
import type { Area } from '../../apps/trading/src/area/area.js';
import type { Proposal } from '../../apps/trading/src/proposal/proposal.js';
import { proposedReferenceKey, referenceKey, type TradingState } from '../../apps/trading/src/store/trading.state.js';
import { type Submission, submissionKey } from '../../apps/trading/src/trade/submission.js';
import { nothingTaken } from '../../apps/trading/src/store/taken-keys.statements.js';
import { tradeSaga } from '../../apps/trading/src/trade/trade-saga.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';
import type { Party } from '../../apps/trading/src/party/party.js';
import { anArea, aParty, aTradeToSubmit, tenOClock } from './a-trade.js';

export const nineOClock = instant(tenOClock - 3_600_000);

/** Proposed by the seller at nine for a quarter hour from ten on, with a gate five minutes before it. */
export function aProposal(change: Partial<Proposal> = {}): Proposal {
  const { caller: _, ...terms } = aTradeToSubmit();
  return {
    ...terms,
    proposedBy: terms.seller,
    proposedAt: nineOClock,
    gateClosesAt: instant(tenOClock - 300_000),
    registerBy: tenOClock,
    state: 'proposed',
    because: null,
    endedAt: null,
    version: 1,
    ...change,
  };
}

export const aRunner = (): SagaRunner<Trade> =>
  new SagaRunner({
    definitions: [tradeSaga],
    participants: { settlement: 'settlement.commands.v1', metering: 'metering.commands.v1' },
    replyTo: 'trading.replies.v1',
    ended: () => [],
  });

/** Trading's rows as a batch has loaded them: the two parties and the area of a trade, and what is named. */
export const aTradingState = ({
  proposals = [],
  parties = [aParty(), aParty({ eic: aTradeToSubmit().buyer })],
  areas = [anArea()],
}: {
  readonly proposals?: readonly Proposal[];
  readonly parties?: readonly Party[];
  readonly areas?: readonly Area[];
} = {}): TradingState => ({
  pending: new Rows(({ trade }) => trade),
  taken: nothingTaken,
  transactions: new Rows(({ gid }) => gid),
  successors: new Rows(({ predecessor }) => predecessor ?? ''),
  submissions: new Rows<Submission>(submissionKey),
  sagas: new Rows(({ id }) => id),
  proposals: new Rows(({ id }) => id, proposals),
  counterTrades: new Rows(({ of }) => of),
  references: new Rows<Trade>(referenceKey),
  proposedReferences: new Rows(proposedReferenceKey, proposals),
  parties: new Rows(({ eic }) => eic, parties),
  areas: new Rows(({ eic }) => eic, areas),
  audits: new Rows(({ id }) => id),
});

/** Both clocks of a batch, at an instant of the market. */
export const at = (market: number) => ({ market, wall: 1_000 });
