import { describe, expect, it } from '@jest/globals';
import { eventExamples, type PublicEventType } from '#libs/contracts';
import type { ConsumedRecord } from '#libs/messaging';
import { anEventRecord } from '../../../../test/support/an-event-record.js';
import { heardEvent } from './heard-event.js';

const rejected = eventExamples['gridsaga.trade.rejected.v1'];
const { tradeId, seller, buyer, because } = rejected;

function heard(type: PublicEventType, data?: object) {
  const event = heardEvent(anEventRecord(type, tradeId, {}, data) as ConsumedRecord);
  if (!event) throw new Error('it is no event');
  const said = (party: string | undefined): unknown => JSON.parse(event.textFor({ party }));
  return { ...event, whole: JSON.parse(event.textFor('all')) as unknown, said };
}

describe('an event of the topic of trades', () => {
  it('says whom it concerns, and of a trade that cleared the same to everybody', () => {
    const data = eventExamples['gridsaga.trade.cleared.v1'];
    const { type, parties, whole, said } = heard('gridsaga.trade.cleared.v1');
    expect({ type, parties }).toEqual({ type: 'gridsaga.trade.cleared.v1', parties: [seller, buyer] });
    expect([whole, said(seller), said(buyer), said(undefined)]).toEqual([data, data, data, data]);
  });

  it('says the numbers of a refusal to the side that it concerns and to operators', () => {
    const { whole, said } = heard('gridsaga.trade.rejected.v1');
    expect(because).toMatchObject({ party: buyer, freeEur: '12.00000000' });
    expect([whole, said(buyer)]).toEqual([rejected, rejected]);
    const discreet = { ...rejected, because: { reason: because.reason, party: buyer } };
    expect([said(seller), said(undefined)]).toEqual([discreet, discreet]);
  });

  it('that breaks its contract says no refusal but to operators', () => {
    const { buyerSide: _, ...odd } = rejected;
    const { whole, said } = heard('gridsaga.trade.rejected.v1', odd);
    expect(whole).toEqual(odd);
    const { because: _because, ...rest } = odd;
    expect([said(buyer), said(seller)]).toEqual([rest, rest]);
  });

  it('is none where the record is none', () => {
    const record = anEventRecord('gridsaga.trade.rejected.v1', tradeId);
    expect(heardEvent({ ...record, headers: {} } as ConsumedRecord)).toBeUndefined();
  });
});
