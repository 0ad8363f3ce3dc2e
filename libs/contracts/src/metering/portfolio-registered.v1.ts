import { z } from 'zod';
import { portfolioTerms } from './portfolio-terms.js';

/** A portfolio as it is after its registration, on `metering.portfolios.v1`; keyed by `party/area`. */
export const portfolioRegisteredV1 = {
  type: 'gridsaga.portfolio.registered.v1',
  data: z.object(portfolioTerms),
} as const;

export type PortfolioRegisteredV1 = z.input<typeof portfolioRegisteredV1.data>;
