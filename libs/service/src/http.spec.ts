import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { HealthController } from './health.controller.js';
import { closeHttp, createHttp } from './http.js';
import type { Caller } from './caller.js';
import { createLogger } from './logs.js';
import { createMetrics, MetricsController } from './metrics.controller.js';
import { problems } from './problem.js';
import { Readiness } from './readiness.js';
import { Anyone, CalledBy, MayCall } from './route-rule.js';

const thing = z.strictObject({ energyWh: z.int().min(1), note: z.string().optional() });
const page = z.strictObject({ limit: z.coerce.number().int().max(100).default(50) });

@Anyone()
@Controller('v1/things')
class ThingController {
  @Post()
  @HttpCode(202)
  create(@Body({ schema: thing }) body: z.output<typeof thing>): unknown {
    return { got: body };
  }

  @Get()
  list(@Query({ schema: page }) query: z.output<typeof page>): unknown {
    return query;
  }

  @Get(':id')
  read(@Param('id', { schema: z.uuid() }) id: string): unknown {
    throw problems.notFound(`thing ${id}`);
  }

  @Get('broken/inside')
  broken(): unknown {
    throw new Error('the password is 1234');
  }
}

@MayCall('operator')
@Controller('v1/rooms')
class RoomController {
  @Get()
  list(@CalledBy() caller: Caller): unknown {
    return caller;
  }

  @Get('mine')
  @MayCall('party', 'operator')
  mine(@CalledBy() caller: Caller): unknown {
    return caller;
  }

  @Get('hall')
  @Anyone()
  hall(): unknown {
    return 'open';
  }
}

const callers: Readonly<Record<string, Caller>> = {
  gs_boss: { id: 'operator:boss', name: 'boss', role: 'operator', party: undefined },
  gs_desk: { id: 'P1', name: 'desk', role: 'party', party: 'P1' },
};

let down: string | undefined;
const readiness = new Readiness([{ name: 'database', check: async () => down }]);

@Module({
  controllers: [RoomController, ThingController, HealthController, MetricsController],
  providers: [
    { provide: Readiness, useValue: readiness },
    { provide: Registry, useValue: createMetrics('things', 'things-1') },
  ],
})
class ThingModule {}

const logged: string[] = [];
const logger = createLogger(
  { service: 'things', instance: 'things-1', level: 'info' },
  { write: (line) => void logged.push(line) },
);
let app: NestFastifyApplication;
let url = '';

beforeAll(async () => {
  app = await createHttp(ThingModule, {
    ...{ title: 'Things', description: 'For this test.', logger, docsPage: false },
    keys: { find: (key) => callers[key] },
  });
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace(/\/$/, '');
});

afterAll(() => closeHttp(app));

const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Response> =>
  fetch(`${url}/v1/things`, { method: 'POST', headers: { 'content-type': type }, body });

const answer = async (response: Response): Promise<unknown> => ({
  status: response.status,
  type: response.headers.get('content-type')?.split(';')[0],
  body: await response.json(),
});

const problem = (status: number, slug: string, more: object = {}): unknown => ({
  status,
  type: 'application/problem+json',
  body: expect.objectContaining({ type: `urn:gridsaga:problem:${slug}`, status, title: expect.any(String), ...more }),
});

describe('the HTTP side of a service', () => {
  it('hands a checked body to its handler', async () => {
    expect(await answer(await post('{"energyWh":5}'))).toEqual({
      status: 202,
      type: 'application/json',
      body: { got: { energyWh: 5 } },
    });
  });

  it.each([
    ['{"energyWh":5,"energyWh":6}', 400, 'malformed', { errors: [{ pointer: '/energyWh', detail: 'stands twice' }] }],
    ['{"__proto__":{"energyWh":5}}', 400, 'malformed', { detail: expect.stringContaining('/__proto__') }],
    [
      '{"energyWh":1e400}',
      400,
      'malformed',
      { errors: [{ pointer: '/energyWh', detail: 'is a number beyond every range' }] },
    ],
    ['{"energyWh":9007199254740993}', 400, 'malformed', { detail: expect.stringContaining('/energyWh') }],
    ['{"energyWh":', 400, 'malformed', { detail: expect.stringContaining('is not JSON') }],
    ['', 400, 'malformed', { detail: expect.stringContaining('is not JSON') }],
    ['{"energyWh":1.5}', 422, 'invalid-fields', { errors: [{ pointer: '/energyWh', detail: expect.any(String) }] }],
    ['{}', 422, 'invalid-fields', { errors: [{ pointer: '/energyWh', detail: 'is required' }] }],
    [
      '{"energyWh":1,"constructor":1,"prototype":2,"color":3}',
      422,
      'invalid-fields',
      {
        errors: ['constructor', 'prototype', 'color'].map((key) => ({
          pointer: `/${key}`,
          detail: 'is not a known field',
        })),
      },
    ],
    ['[]', 422, 'invalid-fields', { errors: [{ pointer: '', detail: expect.any(String) }] }],
  ])('answers %s with %i %s', async (body, status, slug, more) => {
    expect(await answer(await post(body))).toEqual(problem(status, slug, more));
  });

  it('answers a body that is not UTF-8 with 400', async () => {
    expect(await answer(await post(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)))).toEqual(
      problem(400, 'malformed', { detail: 'The body is not UTF-8.' }),
    );
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'answers a body of type %s with 415',
    async (type) => {
      expect(await answer(await post('energyWh=5', type))).toEqual(problem(415, 'unsupported-media-type'));
    },
  );

  it('answers a body above two megabytes with 413', async () => {
    expect(await answer(await post(JSON.stringify({ note: 'x'.repeat(2_100_000) })))).toEqual(
      problem(413, 'body-too-large'),
    );
  });

  it.each([
    ['/v1/nothing?x=1', 404, 'not-found', 'There is nothing at GET /v1/nothing.'],
    [
      '/v1/things/0192f3a4-0000-7000-8000-000000000000',
      404,
      'not-found',
      'There is no thing 0192f3a4-0000-7000-8000-000000000000.',
    ],
    ['/v1/things/7', 400, 'invalid-parameters', expect.stringMatching(/^id: /)],
    ['/v1/things?limit=101', 400, 'invalid-parameters', expect.stringMatching(/^limit: /)],
    ['/v1/things?colour=red', 400, 'invalid-parameters', 'colour: is not a known field'],
    ['/v1/things/%E0%A4%A', 400, 'malformed', expect.any(String)],
    ['/v1/things/%00', 400, 'invalid-parameters', 'id: holds a NUL'],
    ['/v1/things?limit=%00', 400, 'invalid-parameters', 'limit: holds a NUL'],
  ])('answers GET %s with %i %s', async (path, status, slug, detail) => {
    expect(await answer(await fetch(url + path))).toEqual(problem(status, slug, { detail }));
  });

  it.each([
    ['PUT', '/v1/things', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/things?limit=1', 'GET, HEAD, POST'],
    ['DELETE', '/v1/things/7', 'GET, HEAD'],
    ['POST', '/v1/rooms/mine', 'GET, HEAD'],
  ])('answers %s %s with 405 and what is allowed: %s', async (method, path, allow) => {
    const response = await fetch(url + path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    expect(await answer(response)).toEqual(
      problem(405, 'method-not-allowed', { detail: expect.stringContaining(allow) }),
    );
  });

  it('reads parameters as their schema makes them', async () => {
    expect(await (await fetch(`${url}/v1/things?limit=7`)).json()).toEqual({ limit: 7 });
  });

  it('answers a failure of its own with 500, says nothing of its inside, and logs the stack', async () => {
    const response = await fetch(`${url}/v1/things/broken/inside`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/1234|\bat\b.*\.ts/);
    expect(logged.some((line) => line.includes('the password is 1234') && line.includes('"stack"'))).toBe(true);
  });

  it('says what it is at /openapi.json, in version 3.1, with the schemas of its routes', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, { post: object }> };
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Things' },
      components: { schemas: { Problem: { type: 'object' } } },
    });
    const operation = document.paths['/v1/things']?.post;
    expect(operation).toMatchObject({
      requestBody: {
        content: {
          'application/json': {
            schema: { properties: { energyWh: { type: 'integer', minimum: 1 } }, additionalProperties: false },
          },
        },
      },
      responses: { default: { content: { 'application/problem+json': {} } } },
    });
  });

  it('is measured at /metrics', async () => {
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toMatch(/process_cpu_seconds_total\{service="things",instance="things-1"\}/);
  });

  it('is alive, and ready while nothing is missing and it is not stopping', async () => {
    const ready = () => fetch(`${url}/health/ready`);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await answer(await ready())).toEqual({
      status: 200,
      type: 'application/json',
      body: { status: 'ready', checks: { database: 'ok' } },
    });
    down = 'no connection';
    expect(await answer(await ready())).toEqual(
      problem(503, 'not-ready', { detail: 'database: no connection.', checks: { database: 'no connection' } }),
    );
    down = undefined;
    readiness.drain();
    expect((await ready()).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it.each([
    ['/v1/rooms', undefined, 401, 'This needs an API key, as the header Authorization: Bearer <key>.'],
    ['/v1/rooms', 'gs_boss', 401, 'The Authorization header is not of the form Bearer <key>.'],
    ['/v1/rooms', 'Basic gs_boss', 401, 'The Authorization header is not of the form Bearer <key>.'],
    ['/v1/rooms', 'Bearer gs_nobody', 401, 'This API key is not known.'],
    ['/v1/rooms', 'Bearer gs_desk', 403, 'A party may not do this; it takes operator.'],
    ['/v1/rooms', 'Bearer gs_boss', 200, undefined],
    ['/v1/rooms/mine', 'Bearer gs_desk', 200, undefined],
    ['/v1/rooms/hall', undefined, 200, undefined],
  ])('answers GET %s with Authorization %s %i', async (path, authorization, status, detail) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(url + path, { headers });
    expect(response.status).toBe(status);
    if (detail !== undefined) expect(await response.json()).toMatchObject({ status, detail });
    if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('hands the caller to the handler', async () => {
    const response = await fetch(`${url}/v1/rooms/mine`, { headers: { authorization: 'Bearer gs_desk' } });
    expect(await response.json()).toEqual({ id: 'P1', name: 'desk', role: 'party', party: 'P1' });
  });

  it('does not start with a route that says nothing about who may call it', async () => {
    @Controller('v1/forgotten')
    class ForgottenController {
      @Post('things')
      make(): unknown {
        return 'made';
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    const parts = { title: 'Forgotten', description: 'For this test.', logger, keys: { find: () => undefined } };
    await expect(createHttp(ForgottenModule, { ...parts, docsPage: false })).rejects.toThrow(
      'nothing says who may call POST /v1/forgotten/things',
    );
  });
});
