import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { fieldErrors } from './field-errors.js';
import { Problem, problems } from './problem.js';

/**
 * Checks what a handler takes by the schema that its decorator names (`@Body({ schema })`), and hands on what the
 * schema made of it. Nest's own pipe would first take `constructor` and `prototype` out of the body, so that unknown
 * fields of that name passed unseen; here the strict parser has refused what is dangerous, and the schema the rest.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { schema, type, data }: ArgumentMetadata): Promise<unknown> {
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    const errors = fieldErrors(result.issues, data === undefined ? [] : [data]);
    if (type === 'body') throw problems.invalidFields(errors);
    throw new Problem({
      status: 400,
      slug: 'invalid-parameters',
      title: 'Invalid parameters',
      detail: errors.map((error) => `${error.pointer.slice(1) || 'the parameters'}: ${error.detail}`).join('; '),
      errors,
    });
  }
}
