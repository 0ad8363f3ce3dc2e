import { randomUUID } from 'node:crypto';
import { topics } from '#libs/contracts';
import { anHourAhead, type Pair, type World } from '../support/world.js';

/** What is asked of a participant, in the words that both have in common. */
export type Asked = 'do' | 'undo' | 'finish';

/** What became of the row, in the same words. */
export type RowState = 'done' | 'undone' | 'finished' | 'refused' | 'tombstone' | 'none';

/** A command's body: plain JSON, so that a test can spoil it. */
export type Body = Readonly<Record<string, unknown>>;

/** A participant as the contract sees it: how it is asked, and where what it did can be seen. */
export interface Participant {
  readonly service: 'settlement' | 'metering';
  readonly topic: string;
  readonly commands: Readonly<Record<Asked, { readonly type: string; readonly id: (sagaId: string) => string }>>;
  /** Who is asked about: with enough of everything, or with nothing at all. */
  market(world: World, has: 'enough' | 'nothing'): Promise<Pair>;
  /** What was missing arrives. */
  supply(world: World, pair: Pair): Promise<void>;
  key(pair: Pair): string;
  body(pair: Pair, asked: Asked): Body;
  /** The same do with other content. */
  otherBody(pair: Pair): Body;
  /** A body that cannot be read. */
  readonly unreadable: (body: Body) => Body;
  readonly refusal: string;
  rowState(world: World, sagaId: string): Promise<RowState>;
  /** How much is set aside and how much is final, for the payer or the seller's side: plain text to compare. */
  effect(world: World, pair: Pair): Promise<{ readonly aside: string; readonly final: string }>;
  readonly untouched: { readonly aside: string; readonly final: string };
  readonly setAside: { readonly aside: string; readonly final: string };
  readonly finished: { readonly aside: string; readonly final: string };
}

const stepOf = (step: string, direction: string) => (sagaId: string) => `${sagaId}/${step}/${direction}`;

async function stateOf<State extends string>(
  world: World,
  service: Participant['service'],
  path: string,
  states: Readonly<Record<State, RowState>>,
): Promise<RowState> {
  const { status, body } = await world.http<{ state: State }>(service, path);
  return status === 404 ? 'none' : states[body.state];
}

const fundsBody = ({ seller, buyer }: Pair, asked: Asked): Body => ({
  ...{ seller, buyer },
  ...(asked === 'do' && { energyWh: 1_000_000, priceCentsPerMWh: 5000 }),
});

export const settlement: Participant = {
  service: 'settlement',
  topic: topics.settlementCommands.name,
  commands: {
    do: { type: 'settlement.hold-funds.v1', id: stepOf('hold funds', 'do') },
    undo: { type: 'settlement.void-hold.v1', id: stepOf('hold funds', 'undo') },
    finish: { type: 'settlement.post-hold.v1', id: stepOf('post funds', 'do') },
  },
  market: (world, has) => world.aPair(has === 'enough' ? {} : { buyerEur: '0' }),
  supply: (world, { buyer }) => world.aDeposit(buyer, '1000'),
  key: ({ buyer }) => buyer,
  body: fundsBody,
  otherBody: (pair) => ({ ...fundsBody(pair, 'do'), energyWh: 2_000_000 }),
  unreadable: (body) => ({ ...body, seller: 'nobody' }),
  refusal: 'not enough free money',
  rowState: (world, sagaId) =>
    stateOf(world, 'settlement', `/v1/holds/${sagaId}`, {
      held: 'done',
      voided: 'undone',
      posted: 'finished',
      refused: 'refused',
      tombstone: 'tombstone',
    }),
  async effect(world, { buyer }) {
    const { heldEur, postedEur } = await world.account(buyer);
    return { aside: heldEur, final: postedEur };
  },
  untouched: { aside: '0.00000000', final: '1000.00000000' },
  setAside: { aside: '50.11250000', final: '1000.00000000' },
  finished: { aside: '0.00000000', final: '949.88750000' },
};

const deliveryBody = ({ seller, buyer, area }: Pair, start = anHourAhead()): Body => ({
  ...{ seller, buyer, sellerSide: null, buyerSide: null, area },
  legs: [{ start, durationMinutes: 15, energyWh: 1_000 }],
});

export const metering: Participant = {
  service: 'metering',
  topic: topics.meteringCommands.name,
  commands: {
    do: { type: 'metering.book-delivery.v1', id: stepOf('book delivery', 'do') },
    undo: { type: 'metering.cancel-booking.v1', id: stepOf('book delivery', 'undo') },
    finish: { type: 'metering.firm-booking.v1', id: stepOf('firm delivery', 'do') },
  },
  market: (world, has) => world.aPair({ limitW: has === 'enough' ? 40_000 : 0 }),
  async supply(world, { seller, buyer, area }) {
    const limits = { injectionLimitW: 40_000, consumptionLimitW: 40_000, why: 'Supply for a test.' };
    for (const party of [seller, buyer]) {
      await world.http('metering', `/v1/portfolios/${party}/${area}/limits`, { method: 'PUT', json: limits });
    }
  },
  key: ({ seller, area }) => `${seller}/${area}`,
  body: (pair) => deliveryBody(pair),
  otherBody: (pair) => deliveryBody(pair, anHourAhead(3)),
  unreadable: (body) => ({ ...body, legs: [{ start: 'soon', durationMinutes: 15, energyWh: 1_000 }] }),
  refusal: 'not enough capacity',
  rowState: (world, sagaId) =>
    stateOf(world, 'metering', `/v1/bookings/${sagaId}`, {
      pending: 'done',
      cancelled: 'undone',
      firm: 'finished',
      refused: 'refused',
      tombstone: 'tombstone',
    }),
  async effect(world, { seller }) {
    const positions = await world.positions(seller);
    const sum = (of: 'pendingSoldWh' | 'firmSoldWh'): string =>
      `${positions.reduce((total, position) => total + position[of], 0)} Wh`;
    return { aside: sum('pendingSoldWh'), final: sum('firmSoldWh') };
  },
  untouched: { aside: '0 Wh', final: '0 Wh' },
  setAside: { aside: '1000 Wh', final: '0 Wh' },
  finished: { aside: '0 Wh', final: '1000 Wh' },
};

/** The id of a saga that nobody runs: what a participant does with it is its own affair. */
export const aSagaId = (): string => randomUUID();
