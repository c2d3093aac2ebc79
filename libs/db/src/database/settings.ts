import { Secret, Variable } from '@naru/config';
import { ValidateBy } from 'class-validator';

import { parseDatabaseUrl, type DatabasePlace } from './place.ts';

export const DEFAULT_DATABASE_URL = 'sqlite:///./data/chat.db';

/** Which database. */
export class DatabaseSettings {
  @Variable('DATABASE_URL', {
    description: `Database: ${DEFAULT_DATABASE_URL} (the default) or postgresql://user:password@host:5432/database`,
    secret: true,
  })
  @ValidateBy({
    name: 'isDatabaseUrl',
    validator: {
      validate: (value) => problemOf(value) === undefined,
      defaultMessage: (at) => problemOf(at?.value) ?? '',
    },
  })
  url: Secret | undefined = undefined;
}

/** @throws AppError `environment.invalid` */
export function databasePlace(settings: DatabaseSettings): DatabasePlace {
  return parseDatabaseUrl(settings.url?.reveal() ?? DEFAULT_DATABASE_URL);
}

function problemOf(value: unknown): string | undefined {
  if (!(value instanceof Secret)) return undefined;
  try {
    parseDatabaseUrl(value.reveal());
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.replace(/^DATABASE_URL: /, '');
  }
}
