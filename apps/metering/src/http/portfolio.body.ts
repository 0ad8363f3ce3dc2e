import { areaEic, partyEic } from '#libs/contracts';
import type { Registered } from '#libs/service';
import { watts } from '#libs/units';
import { z } from 'zod';
import type { Portfolio } from '../meter-point/portfolio.js';
import { type Side, sideKey } from '../meter-point/side.js';
import { balanceGroup, powerW } from './meter-point.body.js';
import type { SideForm } from './side-form.js';

export const limitsBody = z.strictObject({ injectionLimitW: powerW, consumptionLimitW: powerW });

export const portfolioBody = z.strictObject({
  party: partyEic,
  area: areaEic,
  balanceGroup: balanceGroup.optional().describe('the party itself unless named'),
  ...limitsBody.shape,
});

type PortfolioBody = z.output<typeof portfolioBody>;

/** A portfolio as the API shows it. */
export interface ShownPortfolio {
  readonly party: string;
  readonly area: string;
  readonly balanceGroup: string;
  readonly injectionLimitW: number;
  readonly consumptionLimitW: number;
  readonly sequence: number;
}

export const showPortfolio = (portfolio: Portfolio): ShownPortfolio => ({
  party: portfolio.party,
  area: portfolio.area,
  balanceGroup: portfolio.balanceGroup,
  injectionLimitW: portfolio.injectionW,
  consumptionLimitW: portfolio.consumptionW,
  sequence: portfolio.sequence,
});

type RegisteredPortfolio = Registered & { readonly party: string; readonly area: string };

export const portfolioForm: SideForm<PortfolioBody, RegisteredPortfolio> = {
  schema: portfolioBody,
  sideOf: ({ party, area, balanceGroup: group, injectionLimitW, consumptionLimitW }): Side => ({
    kind: 'portfolio',
    key: sideKey(party, area, null),
    party,
    area,
    balanceGroup: group ?? party,
    injectionW: watts(injectionLimitW),
    consumptionW: watts(consumptionLimitW),
    sequence: 1,
  }),
  show: ({ key, party, area }, answer) => ({ party, area, location: `/v1/portfolios/${key}`, answer }),
};
