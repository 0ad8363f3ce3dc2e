import { type PortfolioChangedV1, portfolioChangedV1, portfolioRegisteredV1, topics } from '#libs/contracts';
import { type Outgoing, toEveryone } from '#libs/messaging';
import type { Portfolio } from '../meter-point/portfolio.js';

/** What everyone is told of a portfolio, as it is after its registration or after its limits were set. */
export function portfolioEvent({ key, party, area, balanceGroup, sequence, ...limits }: Portfolio): Outgoing {
  const data: PortfolioChangedV1 = {
    ...{ party, area, balanceGroup, sequence },
    ...{ injectionLimitW: limits.injectionW, consumptionLimitW: limits.consumptionW },
  };
  return toEveryone(topics.portfolios.name, {
    id: `portfolio/${key}/${sequence}`,
    type: sequence === 1 ? portfolioRegisteredV1.type : portfolioChangedV1.type,
    subject: key,
    data,
  });
}
