import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

/** RFC 9457, as every error answer of every route has it. */
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'stable; begins with urn:gridsaga:problem:' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'a sentence that says what differed' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string', description: 'RFC 6901' }, detail: { type: 'string' } },
      },
    },
  },
};

const asProblem = {
  description: 'A problem',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const asOverload = {
  ...asProblem,
  description: 'Overloaded: nothing was taken, and the same request may be sent again later',
  headers: { 'Retry-After': { description: 'after how many seconds', schema: { type: 'integer', minimum: 1 } } },
};

/** Swagger asks zod for OpenAPI 3.0, whose limits read otherwise; 3.1 is JSON Schema 2020-12, which zod writes itself. */
function jsonSchema(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _,
    $defs: components = {},
    ...rest
  } = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any' });
  return { schema: rest, components };
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI 3.1 document of all routes: bodies and answers from their zod schemas, problems for everything else. */
export function openApi(
  app: INestApplication,
  { title, description }: { title: string; description: string },
): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'an API key' })
    .build();
  const document = SwaggerModule.createDocument(app, about, { standardSchemaConverter: jsonSchema });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Problem: problem } };
  for (const path of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = path[method];
      if (!operation) continue;
      const sheds = (operation as { readonly 'x-shed-on-overload'?: true })['x-shed-on-overload'] === true;
      operation.responses = { ...operation.responses, ...(sheds && { 503: asOverload }), default: asProblem };
    }
  }
  return document;
}
