/** The services' documents, as far as the stories look at them. */
type Because = Readonly<Record<string, string | number>> & { readonly reason: string };

export interface TradeSeen {
  readonly tradeId: string;
  readonly externalId: string | null;
  readonly state: 'proposed' | 'pending' | 'confirmed' | 'cleared' | 'rejected' | 'stuck';
  readonly rejected?: { readonly step: string; readonly because: Because };
  readonly seller: string;
  readonly buyer: string;
  readonly energyWh: number;
  readonly amountEur: string;
  readonly agreedAt: string;
  readonly gateClosesAt: string;
  readonly proposedBy?: string;
  readonly confirmBefore?: string;
  readonly counterOf?: string;
  readonly counteredBy?: string;
}

export interface SagaSeen {
  readonly revision: number;
  readonly phase: string;
  readonly stuck: readonly string[];
  readonly paused: boolean;
  readonly byHand: readonly string[];
  readonly awaits: readonly {
    readonly step: string;
    readonly direction: string;
    readonly attempts: number;
    readonly stuck: boolean;
  }[];
  readonly rejected?: { readonly step: string; readonly because: Because };
  readonly timeline: readonly {
    readonly step: string;
    readonly direction: string;
    readonly asks: number;
    readonly answer: string;
    readonly because?: Because;
    readonly askedAt: string;
    readonly answeredAt?: string;
    readonly steps?: readonly string[];
  }[];
}

export interface AccountSeen {
  readonly postedEur: string;
  readonly heldEur: string;
  readonly freeEur: string;
}

export interface HoldSeen {
  readonly state: 'held' | 'posted' | 'voided' | 'refused' | 'tombstone';
  readonly because?: Because;
  readonly heldOfBuyerEur?: string;
  readonly heldOfSellerEur?: string;
}

export interface BookingSeen {
  readonly state: 'pending' | 'firm' | 'cancelled' | 'refused' | 'tombstone';
  readonly because?: Because;
  readonly quarterHours?: readonly { readonly start: string; readonly energyWh: number }[];
}

export interface TransferSeen {
  readonly part: string;
  readonly debit: string;
  readonly credit: string;
  readonly amountEur: string;
}

export interface PositionSeen {
  readonly side: string;
  readonly quarterHour: number;
  readonly firmSoldWh: number;
  readonly firmBoughtWh: number;
  readonly pendingSoldWh: number;
  readonly pendingBoughtWh: number;
}

/** A page of any list. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface ProblemSeen {
  readonly type: string;
  readonly detail: string;
}

export interface ParkedSeen {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly kind: string;
  readonly topic: string;
  readonly commandId: string | null;
  readonly sagaId: string | null;
  readonly reason: string;
  readonly body: string;
  readonly settled: { readonly by: string; readonly why: string; readonly audit: string } | null;
}
