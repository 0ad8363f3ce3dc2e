import { applyDecorators } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Because, Decision } from '#libs/decision';
import { readItem } from './one-or-many.js';
import { Problem, problems } from './problem.js';

/** The part of Fastify's reply that a registration sets. */
export interface RegistrationReply {
  status(status: number): RegistrationReply;
  header(name: string, value: string): RegistrationReply;
}

/** What a registration answers; `already` where the same content stands there. */
export interface Registered {
  readonly location: string;
  readonly answer: 'accepted' | 'already';
}

/** How one kind of thing is registered and shown. */
export interface Registrable<Item, Shown extends Registered> {
  readonly schema: z.ZodType<Item>;
  register(item: Item): Promise<Decision<unknown, string>>;
  show(item: Item, answer: Registered['answer']): Shown;
  problemOf(because: Because): Problem;
}

/** Says in the OpenAPI document what {@link register} answers. */
export const AnswersRegistration = (): MethodDecorator =>
  applyDecorators(
    ApiCreatedResponse({ description: 'it was registered, and stands at `location`' }),
    ApiOkResponse({ description: 'it stood there already; or many were sent, each with its own result' }),
  );

/** A body as `oneOrMany` reads it: one, or many that are read by themselves. */
type OneOrMany<Item> = Item | { readonly items: readonly unknown[] };

const isMany = <Item>(asked: OneOrMany<Item>): asked is { readonly items: readonly unknown[] } =>
  typeof asked === 'object' && asked !== null && 'items' in asked;

/** Registers one (201 with its location, 200 where it stands there already, else a problem), or many, each with its own answer in their order. */
export async function register<Item, Shown extends Registered>(
  asked: OneOrMany<NoInfer<Item>>,
  how: Registrable<Item, Shown>,
  reply: RegistrationReply,
): Promise<Shown | { results: (Shown | Problem['body'])[] }> {
  if (!isMany(asked)) {
    const shown = await registerOne(asked, how);
    if (shown instanceof Problem) throw shown;
    reply.status(shown.answer === 'accepted' ? 201 : 200).header('location', shown.location);
    return shown;
  }
  reply.status(200);
  const results = asked.items.map(async (raw, index) => {
    const read = readItem(how.schema, raw, index);
    const answer = read.ok ? await registerOne(read.item, how) : problems.invalidFields(read.errors);
    return answer instanceof Problem ? answer.body : answer;
  });
  return { results: await Promise.all(results) };
}

async function registerOne<Item, Shown extends Registered>(
  item: Item,
  how: Registrable<Item, Shown>,
): Promise<Shown | Problem> {
  const decision = await how.register(item);
  if (decision.answer === 'refused' || decision.answer === 'ignored') return how.problemOf(decision.because);
  return how.show(item, decision.answer);
}
