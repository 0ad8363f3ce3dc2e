import { describe, expect, it } from '@jest/globals';
import { portfolioChangedV1, portfolioRegisteredV1 } from '#libs/contracts';
import { aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import { portfolioEvent } from './portfolio-event.js';

describe('everyone is told of a portfolio', () => {
  it.each([
    ['when it is registered', 1, portfolioRegisteredV1],
    ['when its limits are set', 2, portfolioChangedV1],
    ['when they are set again', 3, portfolioChangedV1],
  ])('%s', (_, sequence, { type, data }) => {
    const told = portfolioEvent({ ...aPortfolio(aSeller, 4000), sequence });
    if (told.kind !== 'public') throw new Error('it is not told to everyone');
    expect(told.event).toMatchObject({ type, subject: told.event.id.split('/').slice(1, 3).join('/') });
    expect(data.parse(told.event.data)).toMatchObject({ injectionLimitW: 4000, sequence });
  });
});
