import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problem } from './problem.js';
import { Readiness } from './readiness.js';
import { Anyone } from './route-rule.js';

/** For whoever starts, restarts and routes: alive, and ready for work. */
@ApiTags('health')
@Anyone()
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process takes work: 503 while something is missing or it is stopping' })
  async ready(): Promise<{ status: 'ready'; checks: Record<string, string> }> {
    const { ready, checks } = await this.readiness.ask();
    if (ready) return { status: 'ready', checks };
    const missing = Object.entries(checks).filter(([, answer]) => answer !== 'ok');
    throw new Problem({
      status: 503,
      slug: 'not-ready',
      title: 'Not ready',
      detail: `${missing.map(([name, answer]) => `${name}: ${answer}`).join('; ')}.`,
      extra: { checks },
    });
  }
}
