import { topics } from '#libs/contracts';
import { type Outgoing, toEveryone } from '#libs/messaging';
import type { Progress } from '#libs/saga';
import { tradeEndedEvent } from '../trade/trade-event.js';
import type { Trade } from '../trade/trade.js';

/** What everyone is told when a trade's saga has ended. */
export const tradeEnded = ({ subject, progress }: { subject: Trade; progress: Progress }): Outgoing[] => [
  toEveryone(topics.trades.name, tradeEndedEvent(subject, progress)),
];
