import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Anyone } from './route-rule.js';

/** The AsyncAPI document that a service serves; made once, at its start. */
export class AsyncApiDocument {
  constructor(readonly content: object) {}
}

/** What other teams read before they consume: every public topic, its events and their schemas. */
@ApiTags('events')
@Anyone()
@Controller('asyncapi.json')
export class AsyncApiController {
  constructor(@Inject(AsyncApiDocument) private readonly document: AsyncApiDocument) {}

  @Get()
  @ApiOperation({ summary: 'Every public topic and event, as AsyncAPI 3.0' })
  read(): object {
    return this.document.content;
  }
}
