import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../checkout.js';
import type { SampleTexts } from './sample-series.js';

/** Reads the three files that the sample market is made of; the only file here that touches a disk. */
export function readSampleTexts(folder: string = join(checkout, 'local', 'sample', 'data')): SampleTexts {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    prices: read('smard_de_lu_dayahead_15min.csv'),
    load: read('hh_3125_0.csv'),
    pv: read('pv_1_pu.csv'),
  };
}
