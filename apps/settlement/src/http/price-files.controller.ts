import { areaEic } from '#libs/contracts';
import { formatInstant, instant } from '#libs/market';
import { GroupCommit } from '#libs/messaging';
import { type Caller, CalledBy, MayCall, oneLine, Problem, problems, why } from '#libs/service';
import { Body, Controller, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { lineRanges } from '../price/line-ranges.js';
import { knownHeaders } from '../price/price-file-form.js';
import { importPrices, importPricesWork } from './import-prices.work.js';
import { wordOf } from './operators-word.js';
import { priceFilesPath } from './price-files.path.js';
import { readPriceFile } from './read-price-file.js';

const asked = z.strictObject({
  source: oneLine(100).describe('who published the prices, like SMARD.de'),
  area: areaEic.optional().describe('of a file whose lines do not name it'),
  why: why.optional().describe('why prices are corrected; without it another price than the known one is refused'),
});

const lines = z.array(z.string()).describe('line numbers and ranges, like 2-97; the header is line 1');
const report = z.strictObject({
  source: z.string(),
  taken: z.strictObject({ count: z.int(), lines }),
  already: z.strictObject({ count: z.int(), lines }).describe('known with the same price'),
  corrected: z.strictObject({ count: z.int(), lines }).describe('another price than before'),
  refused: z.strictObject({
    count: z.int(),
    lines: z.array(z.strictObject({ line: z.int(), because: z.string() })).describe('the first thousand'),
  }),
  days: z.array(
    z.strictObject({
      area: z.string(),
      day: z.string().describe('a local date'),
      quarterHours: z.int().describe('that the day has: 92, 96 or 100'),
      priced: z.int().describe('that have a price now'),
      missing: z.array(z.iso.datetime()).describe('the starts of those that have none'),
    }),
  ),
});

/** A report of a file in which every line is wrong stays readable. */
const mostRefusals = 1_000;

@ApiTags('prices')
@MayCall('operator')
@Controller()
export class PriceFilesController {
  constructor(@Inject(GroupCommit) private readonly group: GroupCommit) {}

  @Post(priceFilesPath)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Takes day-ahead prices by quarter hour from a CSV file, and says of each line what became of it',
    description:
      `The header is one of ${knownHeaders.join(' | ')}. A start is an instant with an offset, a price decimal text in ` +
      'EUR/MWh that is a whole number of cents to within 0.000001 EUR. A bad line refuses no other; two different ' +
      'prices for one quarter hour are both refused.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOkResponse({ standardSchema: report })
  async take(
    @Query({ schema: asked }) { source, area, why: because }: z.output<typeof asked>,
    @Body() body: unknown,
    @CalledBy() caller: Caller,
  ): Promise<z.output<typeof report>> {
    if (typeof body !== 'string') throw notCsv();
    const read = readPriceFile(body, area);
    if (!read.ok) throw problems.unprocessable('not-a-price-file', `The file was not taken: ${read.because}.`);
    const word = because === undefined ? undefined : wordOf(caller, because);
    const imported = await this.group.submit(importPricesWork, importPrices(read.lines, source, word));
    const refused = [...read.refused, ...imported.refused].sort((a, b) => a.line - b.line);
    const counted = (numbers: readonly number[]) => ({ count: numbers.length, lines: lineRanges(numbers) });
    return {
      source,
      taken: counted(imported.taken),
      already: counted(imported.already),
      corrected: counted(imported.corrected),
      refused: { count: refused.length, lines: refused.slice(0, mostRefusals) },
      days: imported.days.map(({ area: of, day, missing }) => ({
        area: of,
        day: day.date,
        quarterHours: day.quarterHours.length,
        priced: day.quarterHours.length - missing.length,
        missing: missing.map((startMs) => formatInstant(instant(startMs))),
      })),
    };
  }
}

const notCsv = (): Problem =>
  new Problem({
    status: 415,
    slug: 'unsupported-media-type',
    title: 'Unsupported Media Type',
    detail: 'The body has to be text/csv.',
  });
