import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';

import { RequestInvalid, type FieldProblem } from '../errors/request-errors.ts';

/** Bodies, queries and paths as their DTOs say; a field that a DTO does not know is refused, as is a body that is none. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      exceptionFactory: (errors) => new RequestInvalid(errors.flatMap((error) => problemsOf(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (metadata.type === 'body' && metadata.data === undefined && !isObject) {
      throw new RequestInvalid([{ field: 'body', problem: 'must be a JSON object' }]);
    }
    return super.transform(value, metadata);
  }
}

function problemsOf({ property, constraints, children }: ValidationError, above: string): FieldProblem[] {
  const field = /^\d+$/.test(property) ? `${above}[${property}]` : above === '' ? property : `${above}.${property}`;
  const own = Object.values(constraints ?? {}).map((text) => ({ field, problem: withoutName(text, property) }));
  return [...own, ...(children ?? []).flatMap((child) => problemsOf(child, field))];
}

/** class-validator's texts begin with the property's name, which stands before them already. */
function withoutName(text: string, property: string): string {
  if (text === `property ${property} should not exist`) return 'is not a field that this route knows';
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}
