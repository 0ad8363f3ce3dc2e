import {
  bookDeliveryV1,
  cancelBookingV1,
  firmBookingV1,
  holdFundsV1,
  postHoldV1,
  topics,
  voidHoldV1,
} from '#libs/contracts';
import { type Command, Rows } from '#libs/messaging';
import { BranchRows } from './branch-rows.js';
import { bookingLegs } from '../../apps/metering/src/kafka/booking-legs.js';
import { meteringCommands } from '../../apps/metering/src/kafka/metering-commands.work.js';
import {
  mostWaitMs as longestBookingWaitMs,
  waitingCommands as bookingCommands,
} from '../../apps/metering/src/kafka/waiting-commands.work.js';
import type { MeteringState, MeteringTable } from '../../apps/metering/src/store/metering.state.js';
import { holdLegs } from '../../apps/settlement/src/kafka/hold-legs.js';
import { settlementCommands } from '../../apps/settlement/src/kafka/settlement-commands.work.js';
import { mostWaitMs, waitingCommands } from '../../apps/settlement/src/kafka/waiting-commands.work.js';
import type { SettlementState, SettlementTable } from '../../apps/settlement/src/store/settlement.state.js';
import { theRate } from '../support/a-hold.js';
import type { Ground } from './ground.js';
import { MeteringRows } from './metering-rows.js';
import type { Decided } from './participant-parts.js';
import { ParticipantProcess } from './participant-process.js';
import { SettlementRows } from './settlement-rows.js';
import { SimulatedDatabase } from './simulated-database.js';
import type { SimulatedProcess } from './simulated-process.js';
import { TradingProcess } from './trading-process.js';
import { TradingRows } from './trading-rows.js';
import { Violation } from './violation.js';

const byHandSettlement = settlementCommands(theRate);
const settlementAside = waitingCommands(theRate);
const settlementLegs = holdLegs(theRate);

type Known<Row> = { get(id: string): Row | undefined };

/** Three services of two processes each, three databases and the log between them. */
export class World {
  readonly databases: readonly SimulatedDatabase[];
  readonly tradingRows: TradingRows;
  readonly settlementRows: SettlementRows;
  readonly meteringRows: MeteringRows;
  readonly settlementBranches = new BranchRows();
  readonly meteringBranches = new BranchRows();
  readonly trading: readonly TradingProcess[];
  readonly settlement: readonly ParticipantProcess<SettlementTable, SettlementState>[];
  readonly metering: readonly ParticipantProcess<MeteringTable, MeteringState>[];
  readonly processes: readonly SimulatedProcess[];

  constructor(readonly ground: Ground) {
    const { rules } = ground;
    const trading = new SimulatedDatabase('trading');
    const settlement = new SimulatedDatabase('settlement');
    const metering = new SimulatedDatabase('metering');
    this.databases = [trading, settlement, metering];
    this.tradingRows = new TradingRows(() => ground.wallMs);
    this.settlementRows = new SettlementRows(this.settlementBranches, rules);
    this.meteringRows = new MeteringRows(this.meteringBranches, rules);
    const may = {
      mayCommit: (gid: string) => this.#mayCommit(gid),
      mayPrepare: (gid: string) => this.#mayPrepare(gid),
    };
    const two = [1, 2];
    this.trading = two.map((nth) => new TradingProcess(`trading-${nth}`, ground, trading, this.tradingRows));
    this.settlement = two.map(
      (nth) =>
        new ParticipantProcess(`settlement-${nth}`, ground, settlement, {
          ...{ participant: 'settlement', ...may, mostWaitMs },
          topics: topicsOf(topics.settlementCommands, topics.settlementPrepare, topics.settlementDecide),
          ...{ store: this.settlementRows, branches: this.settlementBranches, legs: settlementLegs },
          ...{ commands: settlementAside, byHand: byHandSettlement },
          seen: (state, command, decide) =>
            this.#asKnown(state.holds, command, (holds) => decide({ ...state, holds }), decide, state),
        }),
    );
    this.metering = two.map(
      (nth) =>
        new ParticipantProcess(`metering-${nth}`, ground, metering, {
          ...{ participant: 'metering', ...may, mostWaitMs: longestBookingWaitMs },
          topics: topicsOf(topics.meteringCommands, topics.meteringPrepare, topics.meteringDecide),
          ...{ store: this.meteringRows, branches: this.meteringBranches, legs: bookingLegs },
          ...{ commands: bookingCommands, byHand: meteringCommands },
          seen: (state, command, decide) =>
            this.#asKnown(state.bookings, command, (bookings) => decide({ ...state, bookings }), decide, state),
        }),
    );
    this.processes = [...this.trading, ...this.settlement, ...this.metering];
    for (const [index, lane] of ground.log.read.entries())
      lane.owner = this.#group(lane.service ?? '')[(index >> 1) % 2];
  }

  #group(service: string): readonly SimulatedProcess[] {
    if (service === 'trading') return this.trading;
    return service === 'settlement' ? this.settlement : this.metering;
  }

  /** The other processes of a lane's group that could take it over. */
  peersOf(process: SimulatedProcess): readonly SimulatedProcess[] {
    return this.#group(process.db.service).filter((one) => one !== process);
  }

  /** Shows a rule another row than there is, where a broken rule would. */
  #asKnown<State, Row extends Parameters<NonNullable<Ground['rules']['known']>>[0] & { readonly id: string }>(
    rows: Rows<Row> & Known<Row>,
    command: Command,
    decideWith: (rows: Rows<Row>) => Decided,
    decide: (state: State) => Decided,
    state: State,
  ): Decided {
    const { known } = this.ground.rules;
    const row = rows.get(command.sagaId);
    const shown = known ? known(row, command) : row;
    if (shown === row) return decide(state);
    const view = new Rows<Row>(({ id }) => id, shown ? [shown] : []);
    const decided = decideWith(view);
    for (const put of [...view.inserted(), ...view.updated()]) rows.put(put);
    return decided;
  }

  /** The decision is durable before anybody commits, and nobody commits unless all have prepared. */
  #mayCommit(gid: string): void {
    const state = this.tradingRows.transactions.get(gid)?.state;
    if (state !== 'committing' && state !== 'committed')
      throw new Violation('the decision stands before the first commit', `${gid} is committed while it is ${state}`);
    for (const { db, parts } of [...this.settlement.slice(0, 1), ...this.metering.slice(0, 1)])
      if (!db.prepared.has(gid) && parts.branches.outcome.get(gid)?.outcome !== 'committed')
        throw new Violation('nothing commits unless all have prepared', `${gid} is not prepared at ${db.service}`);
  }

  #mayPrepare(gid: string): void {
    const state = this.tradingRows.transactions.get(gid)?.state;
    if (state === undefined || state === 'aborted' || state === 'committed')
      throw new Violation('nothing is prepared after the end', `${gid} is prepared when it is ${state ?? 'forgotten'}`);
  }
}

const topicsOf = (commands: { name: string }, prepare: { name: string }, decide: { name: string }) => ({
  ...{ commands: commands.name, prepare: prepare.name, decide: decide.name },
});

/** The command that asks for a step of a trade, by hand. */
export const commandTypes: Readonly<Record<string, string>> = {
  'do hold funds': holdFundsV1.type,
  'undo hold funds': voidHoldV1.type,
  'do post funds': postHoldV1.type,
  'do book delivery': bookDeliveryV1.type,
  'undo book delivery': cancelBookingV1.type,
  'do firm delivery': firmBookingV1.type,
};
