import { type Caller, sees } from '#libs/service';
import type { Sight } from '../store/trade-filter.js';
import type { ReadTrade } from '../store/trade.reader.js';
import type { Viewer } from '../trade/because-for.js';
import { seesTrade } from './sees-trade.js';

/** Whose trades a caller's lists show: a party's own, those that a venue has submitted, an operator's all. */
export const sightOf = ({ role, party, id }: Caller): Sight =>
  role === 'party' ? { ofParty: party } : role === 'venue' ? { submittedBy: id } : {};

/** Whose numbers of a refusal a caller may see. */
export const viewerOf = ({ role, party }: Caller): Viewer => (role === 'operator' ? 'all' : { party });

/** Whether a trade or proposal that was read is for this caller; to others it is not there. */
export const inSight = (caller: Caller, read: ReadTrade): boolean =>
  'trade' in read ? seesTrade(caller, read.trade) : sees(caller, [read.proposal.seller, read.proposal.buyer]);
