import { defaultTimeZone, type QuarterHour, quarterHour, quarterHourMs, startOf, type TradingDay } from '#libs/market';
import { Temporal } from 'temporal-polyfill';
import { isPublicHoliday } from './public-holiday.js';

/** The Mondays of the two weeks that days are taken from; the later one is the last week before the clocks change. */
const mondayOfSummer = '2021-03-15';
const mondayOfWinter = '2021-03-01';

/** The date of 2021 whose load a delivery day takes: same weekday, a holiday as a Sunday; see data/README.md. */
export function loadSourceDate(date: string): string {
  const { dayOfWeek, month } = Temporal.PlainDate.from(date);
  const weekday = isPublicHoliday(date) ? 7 : dayOfWeek;
  const monday = month >= 3 && month <= 9 ? mondayOfSummer : mondayOfWinter;
  return Temporal.PlainDate.from(monday)
    .add({ days: weekday - 1 })
    .toString();
}

/**
 * Mean W in every quarter hour of a day, by **local clock** of the source day: the repeated hour comes twice, the
 * missing one not at all. Throws where the file does not hold the source day.
 */
export function dayLoadW(day: TradingDay, loadW: ReadonlyMap<QuarterHour, bigint>): bigint[] {
  const source = Temporal.PlainDate.from(loadSourceDate(day.date));
  return day.quarterHours.map((quarter) => {
    const clock = Temporal.Instant.fromEpochMilliseconds(startOf(quarter))
      .toZonedDateTimeISO(defaultTimeZone)
      .toPlainTime();
    const at = source.toZonedDateTime({ timeZone: defaultTimeZone, plainTime: clock }).epochMilliseconds;
    const load = loadW.get(quarterHour(at / quarterHourMs));
    if (load === undefined) throw new Error(`the load file has nothing for ${source.toString()} ${clock.toString()}`);
    return load;
  });
}
