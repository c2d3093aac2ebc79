import type { ErrorCode } from '@naru/contracts';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppLogger } from '@naru/logging';

export interface NestAppOptions {
  /** The app's own module. */
  readonly module: Type | DynamicModule;
  /** Title, version and description of the OpenAPI document at /docs. */
  readonly document: { readonly title: string; readonly version: string; readonly description?: string };
  readonly log: AppLogger['log'];
  /** Largest request body (1 MiB). */
  readonly bodyLimitBytes?: number;
  /** How long a client may take to send a request, headers and body (30 s; the headers alone never longer than that). Answers have no limit here: they stream. */
  readonly requestTimeoutMs?: number;
  /** Addresses or networks (`10.0.0.0/8`) of proxies that say truly who asks. None by default. */
  readonly trustedProxies?: readonly string[];
  /** Origins that other pages may call from, whole (`https://chat.example.org`). None by default. */
  readonly corsOrigins?: readonly string[];
  /** What the Content-Security-Policy allows beside the default: `{ 'img-src': ["'self'", 'data:'] }`. */
  readonly csp?: Readonly<Record<string, readonly string[]>>;
  /** HTTP statuses of the app's own error codes, beside those that every app has. */
  readonly statuses?: Partial<Readonly<Record<ErrorCode, number>>>;
  /** How long a stop waits for the answers under way before it cuts them (30 s). */
  readonly drainMs?: number;
}

export interface NestApp {
  readonly app: NestFastifyApplication;
  /** Starts to listen; port 0 takes a free one. @returns the address, `http://127.0.0.1:8080` */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes no new requests (/readyz says 503), lets those under way end within `drainMs`, then closes the modules. */
  close(): Promise<void>;
}
