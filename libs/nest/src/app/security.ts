import helmet from '@fastify/helmet';
import { AppError } from '@naru/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Directives = Readonly<Record<string, readonly string[]>>;

const SELF = `'self'`;
const DEFAULT_CSP: Directives = {
  'default-src': [SELF],
  'script-src': [SELF],
  'style-src': [SELF],
  'img-src': [SELF, 'data:', 'blob:'],
  'font-src': [SELF],
  'connect-src': [SELF],
  'object-src': [`'none'`],
  'base-uri': [SELF],
  'form-action': [SELF],
  'frame-ancestors': [`'none'`],
};

const joined = (csp: Directives): string =>
  Object.entries(csp)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');

/** Security headers on every answer. The page of /docs brings a style of its own within its HTML. */
export async function addSecurityHeaders(app: NestFastifyApplication, csp: Directives = {}): Promise<void> {
  const policy = { ...DEFAULT_CSP, ...csp };
  const forDocs = joined({ ...policy, 'style-src': [SELF, `'unsafe-inline'`] });
  const directives = Object.fromEntries(Object.entries(policy).map(([name, values]) => [name, [...values]]));
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives } });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, payload, done) => {
      if (request.url.startsWith('/docs')) void reply.header('content-security-policy', forDocs);
      done(null, payload);
    });
}

/**
 * Lets the pages of these origins call, with cookies; nobody else's.
 *
 * @throws AppError `config.invalid` for what is not a whole origin
 */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  for (const origin of origins) {
    if (URL.parse(origin)?.origin !== origin) {
      throw new AppError('config.invalid', `CORS: ${origin} is not an origin`, {
        hint: 'Write it whole and without a path: https://chat.example.org',
      });
    }
  }
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'last-event-id', 'x-csrf-token', 'x-request-id'],
    exposedHeaders: ['retry-after', 'x-request-id'],
  });
}
