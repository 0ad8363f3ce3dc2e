export { bookDeliveryV1 } from './metering/book-delivery.v1.js';
export { cancelBookingV1 } from './metering/cancel-booking.v1.js';
export type { Delivery } from './metering/delivery.js';
export { delivery } from './metering/delivery.js';
export { firmBookingV1 } from './metering/firm-booking.v1.js';
export { type MeterPointRegisteredV1, meterPointRegisteredV1 } from './metering/meter-point-registered.v1.js';
export { type AccountOpenedV1, accountOpenedV1 } from './settlement/account-opened.v1.js';
export { type HoldFundsV1, holdFundsV1 } from './settlement/hold-funds.v1.js';
export { type PostHoldV1, postHoldV1 } from './settlement/post-hold.v1.js';
export { type VoidHoldV1, voidHoldV1 } from './settlement/void-hold.v1.js';
export { type Topic, topics } from './topics.js';
export {
  amountEur,
  areaEic,
  durationMinutes,
  energyWh,
  instant,
  leg,
  legEnergyWh,
  meterPointEic,
  partyEic,
  priceCentsPerMWh,
} from './wire.js';
export { type PartyRegisteredV1, partyRegisteredV1, partyRole } from './trading/party-registered.v1.js';
export { type TradeClearedV1, tradeClearedV1 } from './trading/trade-cleared.v1.js';
export { type TradeRejectedV1, tradeRejectedV1 } from './trading/trade-rejected.v1.js';
