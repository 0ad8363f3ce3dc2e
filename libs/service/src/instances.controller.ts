import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { listInstances } from './instances.js';
import { MayCall } from './route-rule.js';

const instance = z.strictObject({
  id: z.string(),
  state: z.enum(['alive', 'gone']).describe('gone: silent for ten seconds'),
  version: z.string().describe('of the program that it runs'),
  startedAt: z.iso.datetime(),
  beatAt: z.iso.datetime().describe('when it was heard of last'),
});
const found = z.strictObject({ items: z.array(instance), next: z.null() });

/** For every service: which of its instances are there. */
@ApiTags('instances')
@MayCall('operator')
@Controller('v1/instances')
export class InstancesController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'The instances of this service that are alive, or went away without being stopped' })
  @ApiOkResponse({ standardSchema: found })
  async list(): Promise<z.output<typeof found>> {
    const items = (await listInstances(this.dataSource)).map(({ id, state, version, startedAt, beatAt }) => ({
      ...{ id, state, version },
      ...{ startedAt: startedAt.toISOString(), beatAt: beatAt.toISOString() },
    }));
    return { items, next: null };
  }
}
