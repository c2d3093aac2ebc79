import { AppError } from '@naru/contracts';

import { PUBLISHED_KEY, type ServeSettings } from './settings.ts';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;
const SHORTEST_KEY = 16;

/**
 * What each setting alone cannot know.
 *
 * @throws AppError `environment.invalid`
 */
export function checkSettings({ enableAuth, host, allowAnyone, apiKey }: ServeSettings): void {
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
