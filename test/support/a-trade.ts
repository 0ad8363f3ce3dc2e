import { type Eic, instant, issueEic } from '#libs/market';
import { centsPerMWh, wattHours } from '#libs/units';
import type { Area } from '../../apps/trading/src/area/area.js';
import type { Party } from '../../apps/trading/src/party/party.js';
import type { TradeToSubmit } from '../../apps/trading/src/trade/decide-submission.js';
import type { Trade } from '../../apps/trading/src/trade/trade.js';

/** A test code; the body is padded. Throws where its check character would be a hyphen: choose another body. */
export function aCode(type: 'X' | 'Y' | 'Z', body: string): Eic {
  const code = issueEic('99', type, body);
  if (!code.ok) throw new Error(code.because);
  return code.eic;
}

export const anArea = (change: Partial<Area> = {}): Area => ({
  eic: aCode('Y', 'AREA'),
  name: 'Area',
  timeZone: 'Europe/Berlin',
  lotWh: wattHours(1),
  gateLeadMinutes: 5,
  ...change,
});

/** Ten o'clock of 1 May 2026, UTC. */
export const tenOClock = instant(Date.UTC(2026, 4, 1, 10));

/** A trade as it is submitted: 1 kWh of one quarter hour at 50 EUR/MWh. */
export const aTradeToSubmit = (change: Partial<TradeToSubmit> = {}): TradeToSubmit => ({
  id: '01a1fb8d-1086-76c1-88df-dff055649000',
  caller: 'anyone',
  externalId: null,
  seller: aCode('X', 'SELLER'),
  buyer: aCode('X', 'BUYER'),
  sellerSide: null,
  buyerSide: null,
  area: aCode('Y', 'AREA'),
  legs: [{ start: tenOClock, durationMinutes: 15, energyWh: wattHours(1000) }],
  price: centsPerMWh(5000),
  settlement: 'saga',
  ...change,
});

/** The same, agreed an hour before delivery, with a gate five minutes before it. */
export const aTrade = (change: Partial<Trade> = {}): Trade => ({
  ...aTradeToSubmit(),
  agreedAt: instant(tenOClock - 3_600_000),
  gateClosesAt: instant(tenOClock - 300_000),
  registerBy: tenOClock,
  counterOf: null,
  ...change,
});

/** The seller of the trades above, unless said otherwise. */
export const aParty = (change: Partial<Party> = {}): Party => ({
  eic: aCode('X', 'SELLER'),
  name: 'A party',
  roles: ['trader'],
  suspended: null,
  sequence: 1,
  ...change,
});
