import { AppError } from '@naru/contracts';
import { validateSync } from 'class-validator';

import { readSources, type Sources } from './sources.ts';
import { Secret } from './secret.ts';
import { variablesOf, type DeclaredVariable } from './variable.ts';

/**
 * An instance of `type` filled from the process environment, else `.env`, else its own defaults.
 *
 * An empty value counts as not given. Every problem is reported at once.
 *
 * @throws AppError `environment.invalid` naming each variable, what was expected and what was found
 */
export function loadEnvironment<T extends object>(type: new () => T, sources: Sources = readSources()): T {
  const instance = new type();
  const problems: string[] = [];
  for (const variable of variablesOf(type)) {
    const text = sources.process[variable.name] || sources.dotenv[variable.name];
    if (text === undefined || text === '') continue;
    const value = converted(variable, text);
    if (value === undefined) problems.push(`${variable.name}: expected ${expectation[variable.kind]}, found "${text}"`);
    else Reflect.set(instance, variable.property, value);
  }
  problems.push(...constraintProblems(instance, type));
  if (problems.length > 0) {
    throw new AppError('environment.invalid', problems.join('\n'), {
      hint: 'Correct it in the environment or in .env; .env.example lists every variable with its default.',
    });
  }
  return Object.freeze(instance);
}

const expectation = {
  string: 'text',
  secret: 'text',
  number: 'a number',
  boolean: 'true or false',
} as const;

function converted(variable: DeclaredVariable, text: string): string | number | boolean | Secret | undefined {
  switch (variable.kind) {
    case 'string':
      return text;
    case 'secret':
      return new Secret(text);
    case 'number': {
      const value = Number(text);
      return Number.isFinite(value) ? value : undefined;
    }
    case 'boolean':
      return booleans.get(text.toLowerCase());
  }
}

const booleans = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

function constraintProblems(instance: object, type: new () => object): string[] {
  const byProperty = new Map(variablesOf(type).map((variable) => [variable.property, variable]));
  return validateSync(instance, { forbidUnknownValues: false }).map((error) => {
    const variable = byProperty.get(error.property);
    const wanted = Object.values(error.constraints ?? {}).map((text) => text.replace(`${error.property} must`, 'must'));
    const found = variable?.kind === 'secret' ? 'a value that is not shown' : `"${String(error.value)}"`;
    return `${variable?.name ?? error.property}: ${wanted.join('; ')}, found ${found}`;
  });
}
