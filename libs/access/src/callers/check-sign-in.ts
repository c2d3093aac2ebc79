import type { Secret } from '@naru/config';
import { AppError } from '@naru/contracts';

// The published default: refused where sign-in is on.
const PUBLISHED_KEY = 'your-secret-api-key';

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1)$/;
const SHORTEST_KEY = 16;

export interface SignInSettings {
  readonly enableAuth: boolean;
  readonly host: string;
  readonly allowAnyone: boolean;
  readonly apiKey: Secret | undefined;
}

/**
 * What each setting of who may ask cannot know alone.
 *
 * @param hostVariable what the setting of the host is called
 * @throws AppError `environment.invalid`
 */
export function checkSignIn({ enableAuth, host, allowAnyone, apiKey }: SignInSettings, hostVariable: string): void {
  if (!enableAuth && !LOOPBACK.test(host) && !allowAnyone) {
    throw new AppError(
      'environment.invalid',
      `${hostVariable}: ${host} is reached from elsewhere, and ENABLE_AUTH is false.`,
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
