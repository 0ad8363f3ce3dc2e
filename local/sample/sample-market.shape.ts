/** What `sampleMarket` gives: plain JSON in the wire's shapes. EIC are text, instants RFC 3339, money decimal text. */
export interface SampleMarket {
  /** Local date of delivery. */
  readonly day: string;
  /** Where the market clock begins: the day before delivery. */
  readonly marketClock: string;
  readonly parties: readonly { readonly eic: string; readonly name: string; readonly roles: readonly string[] }[];
  readonly area: SampleArea;
  readonly meterPoints: readonly SampleMeterPoint[];
  readonly portfolios: readonly SamplePortfolio[];
  readonly deposits: readonly { readonly party: string; readonly amountEur: string; readonly idempotencyKey: string }[];
  readonly creditLimits: readonly { readonly party: string; readonly limitEur: string }[];
  /** Day-ahead, one per quarter hour. */
  readonly prices: readonly { readonly start: string; readonly priceCentsPerMWh: number }[];
  /** In the order of delivery. */
  readonly trades: readonly SampleTrade[];
  /** What the meters will say, which is not what was traded. */
  readonly profiles: readonly SampleProfile[];
}

export interface SampleArea {
  readonly eic: string;
  readonly name: string;
  readonly timeZone: string;
  readonly lotWh: number;
  readonly gateLeadMinutes: number;
}

export interface SampleMeterPoint {
  readonly eic: string;
  readonly party: string;
  readonly area: string;
  readonly balanceGroup: string;
  readonly injectionW: number;
  readonly consumptionW: number;
  readonly fuseA: number;
}

export interface SamplePortfolio {
  readonly party: string;
  readonly area: string;
  readonly balanceGroup: string;
  readonly injectionLimitW: number;
  readonly consumptionLimitW: number;
}

/** A submission's body, but for its settlement, see settlement-path.ts. */
export interface SampleTrade {
  readonly externalId: string;
  readonly seller: string;
  readonly buyer: string;
  /** A meter point, or null: the party's portfolio. */
  readonly sellerSide: string | null;
  readonly buyerSide: string | null;
  readonly area: string;
  readonly legs: readonly { readonly start: string; readonly durationMinutes: 15; readonly energyWh: number }[];
  readonly priceCentsPerMWh: number;
}

/** A meter's day: every quarter hour's import and export. */
export interface SampleProfile {
  readonly meterPoint: string;
  readonly intervals: readonly {
    readonly start: string;
    readonly consumptionWh: number;
    readonly injectionWh: number;
  }[];
}
