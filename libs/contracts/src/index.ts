export { asyncApi } from './async-api.js';
export { boundedMemory, type EventMemory, type HandledEvent } from './consumer/event-memory.js';
export { type EventReader, eventReader, type Taken } from './consumer/event-reader.js';
export type { KafkaRecord } from './consumer/kafka-record.js';
export {
  type AnyGridsagaEvent,
  type Drop,
  type GridsagaEvent,
  type ReadEvent,
  readEvent,
} from './consumer/read-event.js';
export { eventExamples } from './event-examples.js';
export { bookDeliveryV1 } from './metering/book-delivery.v1.js';
export { type BookingFirmedV1, bookingFirmedV1 } from './metering/booking-firmed.v1.js';
export { cancelBookingV1 } from './metering/cancel-booking.v1.js';
export type { Delivery } from './metering/delivery.js';
export { delivery } from './metering/delivery.js';
export { firmBookingV1 } from './metering/firm-booking.v1.js';
export { type MeterPointRegisteredV1, meterPointRegisteredV1 } from './metering/meter-point-registered.v1.js';
export { type PortfolioChangedV1, portfolioChangedV1 } from './metering/portfolio-changed.v1.js';
export { type PortfolioRegisteredV1, portfolioRegisteredV1 } from './metering/portfolio-registered.v1.js';
export { type PublicEventData, type PublicEventType, publicEvents } from './public-events.js';
export { type AccountChangedV1, accountChangedV1 } from './settlement/account-changed.v1.js';
export { type AccountOpenedV1, accountOpenedV1 } from './settlement/account-opened.v1.js';
export { type DepositPostedV1, depositPostedV1 } from './settlement/deposit-posted.v1.js';
export { type HoldFundsV1, holdFundsV1 } from './settlement/hold-funds.v1.js';
export { type PostHoldV1, postHoldV1 } from './settlement/post-hold.v1.js';
export { type TradePaidV1, tradePaidV1 } from './settlement/trade-paid.v1.js';
export { type TransferLine, transferLine } from './settlement/transfer-line.js';
export { type VoidHoldV1, voidHoldV1 } from './settlement/void-hold.v1.js';
export { type WithdrawalPostedV1, withdrawalPostedV1 } from './settlement/withdrawal-posted.v1.js';
export { type Topic, topics } from './topics.js';
export {
  amountEur,
  areaEic,
  deliveryStart,
  durationMinutes,
  energyWh,
  instant,
  leg,
  legEnergyWh,
  meterPointEic,
  mostWattHours,
  partyEic,
  priceCentsPerMWh,
} from './wire.js';
export { type PartyChangedV1, partyChangedV1 } from './trading/party-changed.v1.js';
export { type PartyRegisteredV1, partyRegisteredV1, partyRole } from './trading/party-registered.v1.js';
export { type TradeClearedV1, tradeClearedV1 } from './trading/trade-cleared.v1.js';
export { type TradeProposedV1, tradeProposedV1 } from './trading/trade-proposed.v1.js';
export { type TradeRejectedV1, tradeRejectedV1 } from './trading/trade-rejected.v1.js';
