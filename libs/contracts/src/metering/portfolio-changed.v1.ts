import { z } from 'zod';
import { portfolioTerms } from './portfolio-terms.js';

/** A portfolio as it is after an operator set its limits, on `metering.portfolios.v1`; keyed by `party/area`. */
export const portfolioChangedV1 = {
  type: 'gridsaga.portfolio.changed.v1',
  data: z.object(portfolioTerms),
} as const;

export type PortfolioChangedV1 = z.input<typeof portfolioChangedV1.data>;
