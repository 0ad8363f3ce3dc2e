import { Temporal } from 'temporal-polyfill';

const fixed = ['01-01', '05-01', '10-03', '12-25', '12-26'];
/** Good Friday, Easter Monday, Ascension, Whit Monday. */
const daysAfterEaster = [-2, 1, 39, 50];

/** Easter Sunday of the Gregorian calendar: the anonymous algorithm of Meeus, Jones and Butcher. */
function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return new Temporal.PlainDate(year, Math.floor(n / 31), (n % 31) + 1);
}

/** Whether a date is a public holiday in all of Germany. */
export function isPublicHoliday(date: string): boolean {
  const day = Temporal.PlainDate.from(date);
  const sinceEaster = easterSunday(day.year).until(day).days;
  return fixed.includes(date.slice(5)) || daysAfterEaster.includes(sinceEaster);
}
