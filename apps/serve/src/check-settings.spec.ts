import { Secret } from '@naru/config';

import { checkSettings, redisAddress } from './check-settings.ts';
import { ServeSettings, SharingSettings } from './settings.ts';

const settings = (over: Partial<ServeSettings>): ServeSettings => Object.assign(new ServeSettings(), over);

describe('what is set for serve', () => {
  it.each(['example.org', 'https://example.org/', 'https://a.example.org, https://b.example.org/chat'])(
    'is refused by its name where an origin is none: %s',
    (corsOrigins) => {
      expect(() => checkSettings(settings({ corsOrigins }))).toThrow(/^CORS_ORIGINS: ".*" is not an origin\.$/);
    },
  );

  it('may name several origins', () => {
    const corsOrigins = 'https://a.example.org, http://localhost:5173';
    expect(() => checkSettings(settings({ corsOrigins }))).not.toThrow();
  });

  it('is refused where others reach it and nobody signs in', () => {
    expect(() => checkSettings(settings({ host: '0.0.0.0' }))).toThrow('SERVE_HOST: 0.0.0.0 is reached from elsewhere');
  });

  it('names Redis by a whole address, which no refusal shows', () => {
    const sharing = (url: string) => Object.assign(new SharingSettings(), { redisUrl: new Secret(url) });
    expect(redisAddress(new SharingSettings())).toBeUndefined();
    expect(redisAddress(sharing('rediss://naru:hidden@redis:6379'))).toBe('rediss://naru:hidden@redis:6379');
    expect(() => redisAddress(sharing('naru:hidden@redis'))).toThrow(/^REDIS_URL: is not the address of a Redis\.$/);
  });
});
