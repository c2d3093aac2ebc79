import { loadEnvironment, redactSecrets } from '@naru/config';
import { AppError } from '@naru/contracts';

import { parseDatabaseUrl } from './place.ts';
import { databasePlace, DatabaseSettings } from './settings.ts';

const parse = (url: string) => parseDatabaseUrl(url, '/naru');

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was accepted');
}

describe('DATABASE_URL', () => {
  it.each([
    ['sqlite:///./data/chat.db', '/naru/data/chat.db', 'data/chat.db'],
    ['sqlite:///대화 기록.db', '/naru/대화 기록.db', '대화 기록.db'],
    ['sqlite:////var/lib/naru/chat.db', '/var/lib/naru/chat.db', '/var/lib/naru/chat.db'],
  ])('%s is a file', (url, path, shown) => {
    expect(parse(url)).toEqual({ engine: 'sqlite', path, shown });
  });

  it.each(['postgres', 'postgresql'])(
    '%s: is a PostgreSQL database, its password decoded and never shown',
    (scheme) => {
      const place = parse(`${scheme}://naru:p%40ss%2Fw%C3%B6rd@db.example.org:5433/chat?sslmode=verify-full`);

      expect(place).toMatchObject({
        host: 'db.example.org',
        port: 5433,
        user: 'naru',
        database: 'chat',
        tls: 'verified',
      });
      expect(place).toMatchObject({ shown: 'postgresql://naru@db.example.org:5433/chat' });
      expect(place.engine === 'postgres' && place.password?.reveal()).toBe('p@ss/wörd');
      expect(JSON.stringify(place)).not.toContain('p@ss');
      expect(redactSecrets('failed with p@ss/wörd')).not.toContain('p@ss');
    },
  );

  it('may name a socket, and leaves out what is usual', () => {
    expect(parse('postgresql://naru@localhost/chat?host=/run/postgresql')).toMatchObject({
      host: '/run/postgresql',
      port: 5432,
    });
    expect(parse('postgres://naru@localhost/chat')).toMatchObject({ port: 5432, password: undefined, tls: 'off' });
  });

  it.each([
    ['chat.db', /is not a URL/],
    ['mysql://a@b/c', /mysql: is not a database/],
    ['postgresql+asyncpg://u:hunter22@h/d', /names a Python driver/],
    ['sqlite:///:memory:', /in memory/],
    ['sqlite://data/chat.db', /names no SQLite file/],
    ['sqlite:///', /names no SQLite file/],
    ['sqlite:///chat.db?mode=ro', /no parameters/],
    ['postgres://naru:hunter22@host', /names no database/],
    ['postgres://host/chat', /names no user/],
    ['postgres://naru:hunter22@host/chat?options=x', /does not know: options/],
    ['postgres://naru:hunter22@host/chat?sslmode=maybe', /sslmode has to be one of/],
    ['postgres://naru:hunter22%@host/chat', /two hex digits/],
    ['postgres://naru:hunter22@host:port/chat', /is not a PostgreSQL URL/],
  ])('%s is refused', (url, words) => {
    const error = refusal(() => parse(url));

    expect(error).toMatchObject({ code: 'environment.invalid', message: expect.stringMatching(words) as string });
    expect(`${error.message} ${error.hint ?? ''}`).not.toContain('hunter22');
  });

  it('is read from the environment, refused there with the others, and has a default', () => {
    const load = (process: Record<string, string>) => loadEnvironment(DatabaseSettings, { process, dotenv: {} });

    expect(databasePlace(load({}))).toMatchObject({ engine: 'sqlite', shown: 'data/chat.db' });
    expect(databasePlace(load({ DATABASE_URL: 'postgres://a@b/c' }))).toMatchObject({ database: 'c' });
    const error = refusal(() => load({ DATABASE_URL: 'mysql://a:hunter22@b/c' }));
    expect(error.message).toContain('DATABASE_URL: mysql: is not a database');
    expect(error.message).not.toContain('hunter22');
  });
});
