import { type ServiceName, serviceNames } from '../../local/services.js';

/** Statuses by whose thing is asked for; a route that asks for nobody's thing has one for all. */
export interface Cells {
  readonly own: number;
  readonly others: number;
  readonly none: number;
}

export interface Row {
  readonly service: ServiceName;
  readonly route: string;
  /** Whether the route is open to everyone, without a key. */
  readonly open: boolean;
  readonly party: Cells;
  readonly venue: Cells;
  readonly operator: Cells;
}

/**
 * Who may call what, and what is answered. A party asks for its own things, another party's, and what is not there; a
 * venue for what it has submitted, what another venue has, and what is not there; an operator for anybody's, and for
 * what is not there. Routes that ask for nobody's thing have one status. What is addressed by an opaque id is not there
 * (404) for whom it is not; what is addressed by a party's code is not theirs (403), whether it is there or not.
 */
const everywhere = `
  GET    /health/live                        | open
  GET    /health/ready                       | open
  GET    /metrics                            | open
  GET    /openapi.json                       | open
  GET    /asyncapi.json                      | open
  GET    /docs                               | open
  GET    /v1/market-time                     | open
  GET    /v1/audit                           | 403         | 403         | 200
  GET    /v1/instances                       | 403         | 403         | 200
  GET    /v1/parked                          | 403         | 403         | 200
  GET    /v1/parked/{id}                     | 403         | 403         | 200 404
  POST   /v1/parked/{id}/requeue             | 403         | 403         | 409 404
  POST   /v1/parked/{id}/drop                | 403         | 403         | 409 404
`;

const tables: Readonly<Record<ServiceName, string>> = {
  //  method and path                        | party       | venue       | operator
  //                                         | own oth non | own oth non | any none
  trading: `
  GET    /v1/areas                           | 200         | 200         | 200
  POST   /v1/areas                           | 403         | 403         | 201
  GET    /v1/areas/{eic}                     | 200 200 404 | 200 200 404 | 200 404
  GET    /v1/parties                         | 200         | 200         | 200
  POST   /v1/parties                         | 403         | 403         | 201
  GET    /v1/parties/{eic}                   | 200 200 404 | 200 200 404 | 200 404
  PUT    /v1/parties/{eic}/suspension        | 403         | 403         | 200 404
  DELETE /v1/parties/{eic}/suspension        | 403         | 403         | 200 404
  GET    /v1/periods                         | 200 200 404 | 200 200 404 | 200 404
  GET    /v1/trades                          | 200         | 200         | 200
  POST   /v1/trades                          | 202 403 403 | 202 202 422 | 403
  GET    /v1/trades/summary                  | 200         | 200         | 200
  GET    /v1/trades/events                   | 200         | 200         | 200
  GET    /v1/trades/{id}                     | 200 404 404 | 200 404 404 | 200 404
  GET    /v1/trades/{id}/events              | 200 404 404 | 200 404 404 | 200 404
  POST   /v1/trades/{id}/confirm             | 202 404 404 | 403         | 403
  POST   /v1/trades/{id}/decline             | 200 404 404 | 403         | 403
  POST   /v1/trades/{id}/counter-trade       | 403         | 403         | 202 404
  GET    /v1/two-phase                       | 403         | 403         | 200
  GET    /v1/two-phase/{gid}                 | 403         | 403         | 200 404
  GET    /v1/sagas                           | 403         | 403         | 200
  GET    /v1/sagas/{id}                      | 200 404 404 | 200 404 404 | 200 404
  POST   /v1/sagas/{id}/retry                | 403         | 403         | 409 404
  POST   /v1/sagas/{id}/force-undo           | 403         | 403         | 409 404
  POST   /v1/sagas/{id}/skip                 | 403         | 403         | 409 404
  POST   /v1/sagas/{id}/pause                | 403         | 403         | 409 404
  POST   /v1/sagas/{id}/resume               | 403         | 403         | 409 404
  `,
  metering: `
  GET    /v1/meter-points                    | 200 403 403 | 403         | 200
  POST   /v1/meter-points                    | 403         | 403         | 201 422
  GET    /v1/meter-points/{eic}              | 200 404 404 | 403         | 200 404
  GET    /v1/portfolios                      | 200 403 403 | 403         | 200
  POST   /v1/portfolios                      | 403         | 403         | 201 422
  GET    /v1/portfolios/{party}/{area}       | 200 403 403 | 403         | 200 404
  PUT    /v1/portfolios/{party}/{area}/limits| 403         | 403         | 200 404
  GET    /v1/positions                       | 200 403 403 | 403         | 200
  GET    /v1/bookings                        | 200 403 403 | 403         | 200
  GET    /v1/bookings/{id}                   | 200 404 404 | 403         | 200 404
  `,
  settlement: `
  GET    /v1/accounts                        | 403         | 403         | 200
  GET    /v1/accounts/{id}                   | 200 403 403 | 403         | 200 404
  GET    /v1/accounts/{id}/statement         | 200 403 403 | 403         | 200 404
  PUT    /v1/accounts/{id}/credit-limit      | 403         | 403         | 200 404
  PUT    /v1/accounts/{id}/frozen            | 403         | 403         | 200 404
  POST   /v1/accounts/{id}/deposits          | 403         | 403         | 201 404
  POST   /v1/accounts/{id}/withdrawals       | 201 403 403 | 403         | 201 404
  GET    /v1/holds                           | 200 403 403 | 403         | 200
  GET    /v1/holds/{id}                      | 200 404 404 | 403         | 200 404
  GET    /v1/transfers                       | 200 403 403 | 403         | 200
  GET    /v1/ledger/check                    | 403         | 403         | 200
  GET    /v1/prices                          | 200         | 200         | 200
  POST   /v1/prices/files                    | 403         | 403         | 200
  `,
};

const open: Cells = { own: 200, others: 200, none: 200 };

/** `200 403 404` or, where it makes no difference, `200`; an operator has no others. */
function cellsOf(text: string, columns: 2 | 3): Cells {
  const [own = Number.NaN, ...rest] = text.trim().split(/ +/).map(Number);
  if (rest.length === 0) return { own, others: own, none: own };
  const [others = Number.NaN, none = Number.NaN] = columns === 2 ? [own, ...rest] : rest;
  return { own, others, none };
}

const rowsOf = (service: ServiceName): Row[] =>
  `${everywhere}${tables[service]}`
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line): Row => {
      const [name = '', party = '', venue = '', operator = ''] = line.split('|');
      const route = name.trim().replace(/ +/, ' ');
      if (party.trim() === 'open') return { service, route, open: true, party: open, venue: open, operator: open };
      return {
        ...{ service, route, open: false },
        ...{ party: cellsOf(party, 3), venue: cellsOf(venue, 3), operator: cellsOf(operator, 2) },
      };
    });

/** A row for every route of every service. */
export const callerMatrix: readonly Row[] = serviceNames.flatMap(rowsOf);

/** The roles that a row lets in: those that are not refused whatever they ask for. */
export const rolesOf = ({ open: toEveryone, ...row }: Row): string[] =>
  toEveryone
    ? ['anyone']
    : (['operator', 'party', 'venue'] as const).filter((role) => Object.values(row[role]).some((cell) => cell !== 403));
