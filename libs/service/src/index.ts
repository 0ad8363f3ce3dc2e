export { ApiKeys, type HashedKey, hashOfKey, newApiKey, parseApiKeys } from './api-keys.js';
export { type Caller, mustBeIn, partyInSight, type Role, sees } from './caller.js';
export { wantsCsv } from './csv.js';
export { csvPage, type CsvPageReply, type CsvPageRequest } from './csv-page.js';
export { type DatabaseParts, dataSourceOptions, migrate, openDatabase } from './database.js';
export { EventStream, type EventStreamOptions } from './event-stream.js';
export { EventStreams, type StreamReply } from './event-streams.js';
export { eventText, type ServerEvent } from './event-text.js';
export { fieldErrors } from './field-errors.js';
export { Heartbeat } from './heartbeat.js';
export { aliveInstancesText, instancesGauge, instanceTable, listInstances } from './instances.js';
export { HealthController } from './health.controller.js';
export { closeHttp, createHttp, type HttpParts } from './http.js';
export { idempotencyKey } from './idempotency-key.js';
export { createLogger, type LogParts, NestLogs } from './logs.js';
export {
  type EnsuredClock,
  ensureMarketClock,
  marketClockMigrationSql,
  nowStatement,
  readMarketClock,
} from './market-clock.js';
export { type ClockLine, type MarketClockSetting, marketTimeAt, parseMarketClock } from './market-clock-setting.js';
export { MarketTimeController } from './market-time.controller.js';
export { createMetrics, MetricsController } from './metrics.controller.js';
export { oneLine, why } from './one-line.js';
export { oneOrMany, type ReadItem, readItem } from './one-or-many.js';
export { openApi } from './openapi.js';
export { ShedOnOverload } from './overload.js';
export { type Page, pageOf, pageQuery } from './page.js';
export { type FieldError, Problem, problems, slugOf } from './problem.js';
export { ProblemFilter } from './problem.filter.js';
export type { QueriedGauge } from './queried-gauge.js';
export { type ReadConfig, readConfig } from './read-config.js';
export { type HealthCheck, Readiness } from './readiness.js';
export { participant, type ParticipantParts } from './participant.js';
export { SchemaPipe } from './schema.pipe.js';
export {
  AnswersRegistration,
  type Registered,
  type Registrable,
  type RegistrationReply,
  register,
} from './registration.js';
export { type Assembly, type Background, type Ground, runService, type ServiceParts } from './run-service.js';
export { type ServiceConfig, serviceConfig } from './service-config.js';
export { type PatientConnection, patientConnection } from './patient-connection.js';
export { type StopStep, stopInOrder, stopOnSignal, stopWithinMs } from './shutdown.js';
export { wholeNumber } from './whole-number.js';
export { Anyone, CalledBy, MayCall, type Route, type RouteRule, routesOf } from './route-rule.js';
