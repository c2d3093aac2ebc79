import { AppError } from '@naru/contracts';

import { listOf, PUBLISHED_KEY, type ServeSettings, type SharingSettings } from './settings.ts';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;
const SHORTEST_KEY = 16;

/**
 * What each setting alone cannot know.
 *
 * @throws AppError `environment.invalid`
 */
export function checkSettings({ enableAuth, host, allowAnyone, apiKey, corsOrigins }: ServeSettings): void {
  checkOrigins(listOf(corsOrigins));
  if (!enableAuth && !LOOPBACK.test(host) && !allowAnyone) {
    throw new AppError(
      'environment.invalid',
      `SERVE_HOST: ${host} is reached from elsewhere, and ENABLE_AUTH is false.`,
      {
        hint: 'Set ENABLE_AUTH=true; or, if whoever reaches it may read everything, ALLOW_ANYONE_WITHOUT_SIGN_IN=true.',
      },
    );
  }
  const key = apiKey?.reveal();
  if (!enableAuth || key === undefined) return;
  if (key === PUBLISHED_KEY || key.length < SHORTEST_KEY) {
    throw new AppError(
      'environment.invalid',
      'API_KEY: is the published default, or too short, and ENABLE_AUTH is true.',
      {
        hint: 'Take a secret of your own, for example from: openssl rand -base64 32; or leave it empty.',
      },
    );
  }
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
