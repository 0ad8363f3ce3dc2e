import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeHttp, createHttp } from './http.js';
import { createLogger } from './logs.js';
import { ShedOnOverload, shedOnOverload } from './overload.js';
import { type Problem, problems } from './problem.js';
import { MayCall } from './route-rule.js';

@MayCall('operator')
@Controller('v1/things')
class ThingController {
  @Post()
  @HttpCode(202)
  @ShedOnOverload()
  create(@Body() body: unknown): unknown {
    return { got: body };
  }

  @Post('repairs')
  @HttpCode(202)
  repair(): unknown {
    return {};
  }

  @Get()
  list(): unknown {
    return [];
  }
}

@Module({ controllers: [ThingController] })
class ThingModule {}

let app: NestFastifyApplication;
let url: string;
let refusal: Problem | undefined;

beforeAll(async () => {
  app = await createHttp(ThingModule, {
    ...{ title: 'Things', description: 'What there is', docsPage: false },
    logger: createLogger({ service: 'things', instance: 'things-1', level: 'silent' }),
    keys: { find: () => ({ id: 'operator:boss', name: 'boss', role: 'operator', party: undefined }) },
  });
  shedOnOverload(app, () => refusal);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => closeHttp(app));

const ask = (method: string, path: string, text?: string): Promise<Response> =>
  fetch(`${url}${path}`, {
    method,
    headers: { authorization: 'Bearer k', ...(text !== undefined && { 'content-type': 'application/json' }) },
    ...(text !== undefined && { body: text }),
  });

describe('a route that is shed on overload', () => {
  it('is as any other while there is room', async () => {
    refusal = undefined;
    expect((await ask('POST', '/v1/things', '{"a":1}')).status).toBe(202);
  });

  it('answers the problem with the time to come back, and does not look at the body', async () => {
    refusal = problems.unavailable('overloaded', 'Too much.', 7, { openSagas: 9 });
    const answer = await ask('POST', '/v1/things', 'this is no JSON');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(await answer.json()).toMatchObject({ type: 'urn:gridsaga:problem:overloaded', openSagas: 9 });
  });

  it('answers so after a body of any size, and the connection serves the next request', async () => {
    refusal = problems.unavailable('overloaded', 'Too much.', 7);
    const long = JSON.stringify('x'.repeat(1_500_000));
    for (const _ of [1, 2, 3]) expect((await ask('POST', '/v1/things', long)).status).toBe(503);
    refusal = undefined;
    expect((await ask('POST', '/v1/things', '1')).status).toBe(202);
  });

  it('leaves every other route alone', async () => {
    refusal = problems.unavailable('overloaded', 'Too much.', 7);
    expect((await ask('GET', '/v1/things')).status).toBe(200);
    expect((await ask('POST', '/v1/things/repairs', '{}')).status).toBe(202);
    expect((await ask('GET', '/v1/nowhere')).status).toBe(404);
  });

  it('says so in the document of its routes', async () => {
    const document = (await (await ask('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, object> }>>;
    };
    const { responses } = document.paths['/v1/things']?.['post'] ?? {};
    expect(responses?.['503']).toMatchObject({ headers: { 'Retry-After': { schema: { type: 'integer' } } } });
    expect(Object.keys(document.paths['/v1/things/repairs']?.['post']?.responses ?? {})).not.toContain('503');
  });
});
