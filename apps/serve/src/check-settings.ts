import { checkSignIn } from '@naru/access';
import { AppError } from '@naru/contracts';

import { listOf, type ServeSettings, type SharingSettings } from './settings.ts';

/**
 * What each setting alone cannot know.
 *
 * @throws AppError `environment.invalid`
 */
export function checkSettings(settings: ServeSettings): void {
  checkOrigins(listOf(settings.corsOrigins));
  checkSignIn(settings, 'SERVE_HOST');
}

function checkOrigins(origins: readonly string[]): void {
  const wrong = origins.find((origin) => URL.parse(origin)?.origin !== origin);
  if (wrong === undefined) return;
  throw new AppError('environment.invalid', `CORS_ORIGINS: "${wrong}" is not an origin.`, {
    hint: 'Write each whole and without a path, separated by commas: https://chat.example.org',
  });
}

/**
 * The address of Redis; undefined where there is none.
 *
 * @throws AppError `environment.invalid`
 */
export function redisAddress({ redisUrl }: SharingSettings): string | undefined {
  const address = redisUrl?.reveal();
  if (address === undefined || /^rediss?:\/\/[^/]/.test(address)) return address;
  // Not shown: it may hold a password.
  throw new AppError('environment.invalid', 'REDIS_URL: is not the address of a Redis.', {
    hint: 'Write it whole: redis://host:6379, or rediss://user:password@host:6379 over TLS.',
  });
}
