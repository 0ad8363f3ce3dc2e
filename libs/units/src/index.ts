export { parseCentsPerMWh } from './cents-per-mwh-text.js';
export { cost } from './cost.js';
export { cumulativeRounding } from './cumulative-rounding.js';
export { energyOver } from './energy-over.js';
export { formatEur, parseEur } from './eur-text.js';
export { fee } from './fee.js';
export { absoluteMoney, addMoney, type Money, money, negateMoney, subtractMoney, zeroMoney } from './money.js';
export {
  type CentsPerMWh,
  centsPerMWh,
  highestCentsPerMWh,
  type MilliCentsPerMWh,
  milliCentsPerMWh,
} from './price.js';
export { splitEvenly } from './split-evenly.js';
export { addWattHours, sumWattHours, type WattHours, wattHours } from './watt-hours.js';
export { type Watts, watts } from './watts.js';
