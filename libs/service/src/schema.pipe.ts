import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { jsonPointer } from '#libs/strict-json';
import { fieldErrors } from './field-errors.js';
import { type FieldError, problems } from './problem.js';

/**
 * Checks what a handler takes by the schema that its decorator names (`@Body({ schema })`), and hands on what the
 * schema made of it. Nest's own pipe would first take `constructor` and `prototype` out of the body, so that unknown
 * fields of that name passed unseen; here the strict parser has refused what is dangerous, and the schema the rest.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    const above = data === undefined ? [] : [data];
    const unstorable = type === 'param' || type === 'query' ? nulsIn(value, above) : [];
    if (unstorable.length > 0) throw problems.invalidParameters(unstorable);
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    const errors = fieldErrors(result.issues, above);
    throw type === 'body' ? problems.invalidFields(errors) : problems.invalidParameters(errors);
  }
}

/** What PostgreSQL stores in no text and compares with none, whatever a schema says; bodies are rid of it by their parser. */
function nulsIn(value: unknown, above: readonly string[]): FieldError[] {
  if (typeof value === 'string')
    return value.includes('\0') ? [{ pointer: jsonPointer(above), detail: 'holds a NUL' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => nulsIn(one, [...above, name]));
}
