import { DataSource } from 'typeorm';
import { asyncApi, topics } from '#libs/contracts';
import { consumedBy, TopicTail } from '#libs/messaging';
import { Deadlines, DueSagas, deadlinesWork, OpenSagas, repliesWork, SagaRunner } from '#libs/saga-runner';
import { EventStreams, runService } from '#libs/service';
import { tradingConfig } from './config.js';
import { heardEvent } from './http/heard-event.js';
import { AwaitedEnds } from './http/awaited-end.js';
import { Intake } from './http/intake.js';
import { TradeEventStreams } from './http/trade-event-streams.js';
import { TradeTimelineStreams } from './http/trade-timeline-streams.js';
import { TradeWatch } from './http/trade-watch.js';
import { AreaRow } from './store/area.row.js';
import { readBacklog } from './store/backlog.reader.js';
import { expiredSubmissions } from './store/expired-submissions.js';
import { Forgetting } from './store/forgetting.js';
import { LapsingProposals } from './store/lapsing-proposals.js';
import { Ground1764000000000 } from './store/migrations/1764000000000-ground.js';
import { Proposals1795305600000 } from './store/migrations/1795305600000-proposals.js';
import { TradeIndexes1795392000000 } from './store/migrations/1795392000000-trade-indexes.js';
import { Backlog1795478400000 } from './store/migrations/1795478400000-backlog.js';
import { TwoPhase1795564800000 } from './store/migrations/1795564800000-two-phase.js';
import { PartyRow } from './store/party.row.js';
import { SagaReader } from './store/saga.reader.js';
import { TradeReader } from './store/trade.reader.js';
import { GlobalTransactionReader } from './store/global-transaction.reader.js';
import { sagaWatch } from './store/saga-watch.js';
import { tradingGauges } from './store/trading.gauges.js';
import { type TradingState, tradingTables } from './store/trading.state.js';
import { TradingStore } from './store/trading.store.js';
import { twoPhaseGauges } from './store/two-phase.gauges.js';
import { twoPhaseWatch } from './store/two-phase-watch.js';
import { lapseProposal } from './kafka/lapse-proposal.work.js';
import { tradeEnded } from './kafka/trade-ended.js';
import { twoPhaseParts } from './kafka/two-phase-parts.js';
import { tradeSaga } from './trade/trade-saga.js';
import type { Trade } from './trade/trade.js';
import { TradingModule } from './trading.module.js';

/** The sagas that this process has in hand. */
const openSagas = new OpenSagas<Trade>();
const store = new TradingStore(openSagas);

await runService({
  service: 'trading',
  title: 'Gridsaga trading',
  description: 'Trades from submission to cleared, by saga or by two-phase commit: each can be read step by step.',
  config: tradingConfig,
  entities: [PartyRow, AreaRow],
  migrations: [
    Ground1764000000000,
    Proposals1795305600000,
    TradeIndexes1795392000000,
    Backlog1795478400000,
    TwoPhase1795564800000,
  ],
  tables: tradingTables,
  store,
  topics: Object.values(topics),
  parkedTopic: topics.tradingParked.name,
  asyncApi,
  gauges: [...tradingGauges, ...twoPhaseGauges],
  assemble({ config, dataSource, pool, messaging, registry, logger, onTrouble }) {
    const query = <Row>(text: string, values: unknown[]): Promise<Row[]> => dataSource.query(text, values);
    const bounds = { mostOpenSagas: config.MOST_OPEN_SAGAS, mostOutboxAgeMs: config.MOST_OUTBOX_AGE_MS };
    const intake = new Intake(bounds, () => readBacklog(query), onTrouble);
    const watch = sagaWatch(registry, logger);
    const twoPhase = twoPhaseParts({
      ...{ config, pool, query, messaging, watch: twoPhaseWatch(registry, logger), onTrouble },
    });
    store.onEnded(twoPhase.ended);
    openSagas.onWritten((saga) => {
      watch(saga);
      twoPhase.written(saga);
      if (saga.progress.ended) intake.ended();
    });
    const runner = new SagaRunner<Trade>({
      definitions: [tradeSaga],
      participants: { settlement: topics.settlementCommands.name, metering: topics.meteringCommands.name },
      replyTo: topics.tradingReplies.name,
      ended: tradeEnded,
    });
    const due = new DueSagas(openSagas, query);
    const deadlines = new Deadlines(messaging.shell, due, deadlinesWork<Trade, TradingState>(runner), onTrouble);
    const streams = new EventStreams();
    const tail = new TopicTail({ kafka: messaging.kafka, topic: topics.trades.name, read: heardEvent, onTrouble });
    return {
      module: TradingModule,
      providers: [
        { provide: SagaRunner, useValue: runner },
        { provide: SagaReader, useFactory: (source: DataSource) => new SagaReader(source), inject: [DataSource] },
        { provide: TradeReader, useFactory: (source: DataSource) => new TradeReader(source), inject: [DataSource] },
        { provide: AwaitedEnds, useFactory: (reader: TradeReader) => new AwaitedEnds(reader), inject: [TradeReader] },
        { provide: GlobalTransactionReader, useValue: new GlobalTransactionReader(query) },
        { provide: Intake, useValue: intake },
        { provide: EventStreams, useValue: streams },
        {
          provide: TradeEventStreams,
          useFactory: (reader: TradeReader) => new TradeEventStreams({ tail, streams, reader, onTrouble }),
          inject: [TradeReader],
        },
        {
          provide: TradeTimelineStreams,
          useFactory: (reader: TradeReader) =>
            new TradeTimelineStreams({ watch: new TradeWatch(reader, onTrouble), streams, runner, onTrouble }),
          inject: [TradeReader],
        },
      ],
      consumed: [consumedBy(topics.tradingReplies.name, 'parcels', repliesWork<Trade, TradingState>(runner))],
      consumers: twoPhase.consumers,
      check: twoPhase.check,
      overload: intake.refusal,
      background: [
        intake,
        { name: 'deadlines', start: () => deadlines.start(), stop: () => deadlines.stop() },
        new Forgetting(expiredSubmissions, query, onTrouble),
        ...twoPhase.background,
        { name: 'the tail of trades', start: () => undefined, stop: () => tail.stop() },
        new LapsingProposals(query, (id) => messaging.groups.submit(lapseProposal, { id }), onTrouble),
      ],
    };
  },
});
