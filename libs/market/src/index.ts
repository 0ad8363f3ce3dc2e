export {
  type DeliveryPeriod,
  type DurationMinutes,
  endOf,
  isDeliveryStart,
  periodFault,
  quarterHoursOf,
} from './delivery-period.js';
export { displayName } from './display-name.js';
export { type Eic, type EicAnswer, type EicType, issueEic, parseEic } from './eic.js';
export { closesAt, type Gate, gateIsOpen, registrationIsOpen } from './gate.js';
export { type Instant, instant } from './instant.js';
export { formatInstant, parseInstant } from './instant-text.js';
export { type Leg, type LegsFault, legsFault, type QuarterHourEnergy, quarterHourEnergies } from './leg.js';
export { formatLocal } from './local-time.js';
export { type QuarterHour, quarterHour, quarterHourAt, quarterHourMs, startOf } from './quarter-hour.js';
export { defaultTimeZone, isDate, type TradingDay, tradingDay, tradingDayOf } from './trading-day.js';
