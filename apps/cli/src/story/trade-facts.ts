import type { Because } from './said-because.js';

/** The API's documents, as far as a story is told from them. Instants are RFC 3339. */
export interface TradeDocument {
  readonly tradeId: string;
  readonly externalId: string | null;
  readonly state: 'proposed' | 'pending' | 'confirmed' | 'cleared' | 'rejected' | 'stuck';
  readonly rejected?: { readonly step: string; readonly because: Because };
  readonly byHand?: readonly string[];
  readonly submittedBy?: string;
  readonly proposedBy?: string;
  readonly proposedAt?: string;
  readonly confirmBefore?: string;
  readonly seller: string;
  readonly buyer: string;
  readonly sellerSide: string | null;
  readonly buyerSide: string | null;
  readonly area: string;
  readonly legs: readonly {
    readonly start: string;
    readonly startLocal: string;
    readonly durationMinutes: number;
    readonly energyWh: number;
  }[];
  readonly energyWh: number;
  readonly priceCentsPerMWh: number;
  readonly amountEur: string;
  /** By the market clock, like every instant of a trade; a proposal has none. */
  readonly agreedAt?: string;
  readonly gateClosesAt: string;
  /** How it is settled; a service of an earlier version does not say. */
  readonly settlement?: 'saga' | 'two-phase';
  readonly counterOf?: string;
  readonly counteredBy?: string;
  /** Where its saga is; a proposal has none. */
  readonly saga?: string;
}

export interface TimelineEntry {
  readonly step: string;
  readonly direction: 'do' | 'undo' | 'decide' | 'by an operator';
  readonly askedAt: string;
  readonly asks: number;
  readonly answeredAt?: string;
  readonly answer: 'accepted' | 'refused' | 'stuck' | 'skipped' | 'awaited' | 'never answered';
  readonly because?: Because;
  readonly steps?: readonly string[];
}

export interface SagaDocument {
  readonly sagaId: string;
  readonly revision: number;
  readonly phase: string;
  readonly stuck: readonly string[];
  readonly paused: boolean;
  readonly pausedAt?: string;
  readonly byHand: readonly string[];
  readonly awaits: readonly {
    readonly step: string;
    readonly direction: 'do' | 'undo';
    readonly attempts: number;
    readonly askedAt: string;
    readonly nextAt?: string;
    readonly stuck: boolean;
  }[];
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly timeline: readonly TimelineEntry[];
}

export interface AuditDocument {
  readonly no: string;
  readonly at: string;
  readonly who: string;
  readonly action: string;
  readonly of: string;
  readonly why: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface HoldDocument {
  readonly state: 'held' | 'posted' | 'voided' | 'refused' | 'tombstone';
  readonly heldOfSellerEur?: string;
  readonly heldOfBuyerEur?: string;
}

export interface BookingDocument {
  readonly state: 'pending' | 'firm' | 'cancelled' | 'refused' | 'tombstone';
  readonly quarterHours?: readonly { readonly start: string; readonly energyWh: number }[];
}

export interface TransferDocument {
  readonly part: string;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly amountEur: string;
  readonly at: string;
}

export interface ParkedDocument {
  /** The service it is parked in, and its number there: `metering/17`. */
  readonly name: string;
  readonly kind: string;
  readonly topic: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly state: 'parked' | 'requeued' | 'dropped';
  readonly settled: { readonly at: string; readonly by: string; readonly why: string } | null;
}

/** A round of a two-phase trade. */
export interface GlobalTransactionDocument {
  readonly gid: string;
  readonly state: string;
}

/** Everything that the three services tell this caller of one trade. */
export interface TradeFacts {
  readonly trade: TradeDocument;
  readonly saga?: SagaDocument | undefined;
  /** Of its saga and of the trade itself, and of the trade that it takes back; oldest first. */
  readonly audits: readonly AuditDocument[];
  readonly hold?: HoldDocument | undefined;
  readonly booking?: BookingDocument | undefined;
  readonly transfers: readonly TransferDocument[];
  readonly parked: readonly ParkedDocument[];
  readonly counterTrades: readonly Pick<TradeDocument, 'tradeId' | 'state' | 'rejected'>[];
  /** Those that it came into, in the order of time; the last one decides. Forgotten a day after their end. */
  readonly globalTransactions: readonly GlobalTransactionDocument[];
  /** What could not be asked for, and why, each a sentence. */
  readonly unknown: readonly string[];
}
