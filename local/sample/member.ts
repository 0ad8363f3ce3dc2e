import { type Eic, type EicType, issueEic } from '#libs/market';

/** Whom the sample market consists of, apart from the retailer: each a party with one meter point. */
export interface Member {
  readonly party: Eic;
  readonly meterPoint: Eic;
  readonly name: string;
  readonly kind: 'household' | 'household with PV' | 'must-run plant';
  /** Of the file's household, in thousandths; 0 for plants. */
  readonly loadPermille: number;
  /** Installed PV power; 0 for none. */
  readonly pvKwp: number;
  /** Steady output, day and night; 0 for households. */
  readonly mustRunW: number;
}

/** No issuing office has this number, so that a code of the sample market is never somebody's. */
const testIssuer = '99';

/** A test code. A few bodies have no check character; those get a letter more. */
export function testEic(type: EicType, body: string): Eic {
  const issued = [body, `${body}A`].map((each) => issueEic(testIssuer, type, each)).find((each) => each.ok);
  if (!issued?.ok) throw new Error(`no test code for ${body}`);
  return issued.eic;
}

const households = 50;
const plants = 20;
const kwpPerPlant = 8;

const twoDigits = (n: number): string => n.toString().padStart(2, '0');

function household(number: number): Member {
  const name = twoDigits(number);
  const hasPv = number <= plants;
  return {
    party: testEic('X', `HOUSE-${name}`),
    meterPoint: testEic('Z', `METER-${name}`),
    name: `House ${name}`,
    kind: hasPv ? 'household with PV' : 'household',
    // Spread over 0.5 … 1.48 of the file's household: 1,560 to 4,630 kWh a year, in no order of their numbers.
    loadPermille: 500 + ((number * 37) % households) * 20,
    pvKwp: hasPv ? kwpPerPlant : 0,
    mustRunW: 0,
  };
}

const mustRun = (code: string, name: string, mustRunW: number): Member => ({
  party: testEic('X', code),
  meterPoint: testEic('Z', `METER-${code}`),
  name,
  kind: 'must-run plant',
  loadPermille: 0,
  pvKwp: 0,
  mustRunW,
});

/** Fifty households, twenty of them with 8 kWp of PV, and two plants that cannot be throttled. */
export const members: readonly Member[] = [
  ...Array.from({ length: households }, (_, i) => household(i + 1)),
  mustRun('CHP', 'Village heat and power', 9_000),
  mustRun('HYDRO', 'Mill on the stream', 5_000),
];
