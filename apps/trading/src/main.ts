import { DataSource } from 'typeorm';
import { z } from 'zod';
import { topics } from '#libs/contracts';
import { consumedBy } from '#libs/messaging';
import { Deadlines, DueSagas, deadlinesWork, OpenSagas, repliesWork, SagaRunner } from '#libs/saga-runner';
import { runService, serviceConfig } from '#libs/service';
import { AreaRow } from './store/area.row.js';
import { ExpiredSubmissions } from './store/expired-submissions.js';
import { Ground1764000000000 } from './store/migrations/1764000000000-ground.js';
import { PartyRow } from './store/party.row.js';
import { TradeReader } from './store/trade.reader.js';
import { type TradingState, tradingTables } from './store/trading.state.js';
import { TradingStore } from './store/trading.store.js';
import { tradeEnded } from './kafka/trade-ended.js';
import { tradeSaga } from './trade/trade-saga.js';
import type { Trade } from './trade/trade.js';
import { TradingModule } from './trading.module.js';

/** The sagas that this process has in hand. */
const openSagas = new OpenSagas<Trade>();

await runService({
  service: 'trading',
  title: 'Gridsaga trading',
  description: 'Trades from submission to cleared: each a saga that can be read step by step.',
  config: z.object(serviceConfig('trading')),
  entities: [PartyRow, AreaRow],
  migrations: [Ground1764000000000],
  tables: tradingTables,
  store: new TradingStore(openSagas),
  topics: Object.values(topics),
  parkedTopic: topics.tradingParked.name,
  gauges: [
    {
      name: 'gridsaga_open_sagas',
      help: 'Sagas that have not ended, by phase',
      label: 'phase',
      text: 'SELECT phase AS label, count(*) AS value FROM saga WHERE open GROUP BY phase',
    },
    {
      name: 'gridsaga_oldest_open_saga_seconds',
      help: 'Age of the oldest saga that has not ended',
      text: 'SELECT coalesce(extract(epoch FROM clock_timestamp() - min(started_at)), 0) AS value FROM saga WHERE open',
    },
  ],
  assemble({ dataSource, messaging, onTrouble }) {
    const runner = new SagaRunner<Trade>({
      definitions: [tradeSaga],
      participants: { settlement: topics.settlementCommands.name, metering: topics.meteringCommands.name },
      replyTo: topics.tradingReplies.name,
      ended: tradeEnded,
    });
    const query = <Row>(text: string, values: unknown[]): Promise<Row[]> => dataSource.query(text, values);
    const due = new DueSagas(openSagas, query);
    const deadlines = new Deadlines(messaging.shell, due, deadlinesWork<Trade, TradingState>(runner), onTrouble);
    return {
      module: TradingModule,
      providers: [
        { provide: SagaRunner, useValue: runner },
        { provide: TradeReader, useFactory: (source: DataSource) => new TradeReader(source), inject: [DataSource] },
      ],
      consumed: [consumedBy(topics.tradingReplies.name, 'parcels', repliesWork<Trade, TradingState>(runner))],
      background: [
        { name: 'deadlines', start: () => deadlines.start(), stop: () => deadlines.stop() },
        new ExpiredSubmissions(query, onTrouble),
      ],
    };
  },
});
