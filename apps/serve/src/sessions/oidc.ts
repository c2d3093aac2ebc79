import * as client from 'openid-client';
import { newToken } from '@naru/access';

import { OidcProblem } from './oidc-problem.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** `<address of the page>/api/auth/oidc/callback` */
  readonly redirectUri: () => string;
}

/** What a sign-in that was begun has to come back with. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly begunAt: number;
}

/** Where to send the person, and the ticket that their browser has to bring back in a cookie. */
export interface Begun {
  readonly url: string;
  readonly ticket: string;
}

export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

const PENDING_MS = 10 * 60_000;
const MOST_PENDING = 10_000;

/** Sign-in at an OpenID provider: authorization code with PKCE, state and nonce, each used once. */
export class Oidc {
  readonly #options: OidcOptions;
  readonly #pending = new Map<string, Pending>();
  #configuration: Promise<client.Configuration> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  /** @throws OidcProblem */
  async begin(): Promise<Begun> {
    const configuration = await this.#discovered();
    const ticket = newToken();
    const pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      begunAt: Date.now(),
    };
    this.#remember(ticket, pending);
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#options.redirectUri(),
      scope: 'openid email profile',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, ticket };
  }

  /**
   * @param query of the callback's address
   * @throws OidcProblem
   */
  async finish(ticket: string | undefined, query: string): Promise<OidcPerson> {
    const pending = ticket === undefined ? undefined : this.#pending.get(ticket);
    if (ticket !== undefined) this.#pending.delete(ticket);
    if (pending === undefined || Date.now() - pending.begunAt > PENDING_MS) {
      throw new OidcProblem('expired', 'auth.failed', 'This sign-in was not begun here, or is too old.');
    }
    const configuration = await this.#discovered();
    const came = new URL(this.#options.redirectUri());
    came.search = query;
    const tokens = await client
      .authorizationCodeGrant(configuration, came, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
      })
      .catch((cause: unknown) => {
        throw new OidcProblem('refused', 'auth.failed', 'The OpenID provider did not confirm this sign-in.', cause);
      });
    return this.#person(configuration, tokens);
  }

  async #person(
    configuration: client.Configuration,
    tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  ): Promise<OidcPerson> {
    const claims = tokens.claims();
    if (claims === undefined)
      throw new OidcProblem('refused', 'auth.provider', 'The OpenID provider gave no identity.');
    const told: Readonly<Record<string, unknown>> =
      claims['email'] === undefined
        ? { ...claims, ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(failed)) }
        : claims;
    const text = (name: string): string | undefined => (typeof told[name] === 'string' ? told[name] : undefined);
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: text('email'),
      emailVerified: told['email_verified'] === true,
      name: text('name') ?? text('preferred_username'),
    };
  }

  #discovered(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const isLocal = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(issuer);
    this.#configuration ??= client
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: 10,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain HTTP to a provider on this machine only
        ...(isLocal && { execute: [client.allowInsecureRequests] }),
      })
      .catch((cause: unknown) => {
        this.#configuration = undefined;
        return failed(cause);
      });
    return this.#configuration;
  }

  #remember(ticket: string, pending: Pending): void {
    const oldest = Date.now() - PENDING_MS;
    for (const [key, { begunAt }] of this.#pending) {
      if (begunAt > oldest && this.#pending.size < MOST_PENDING) break;
      this.#pending.delete(key);
    }
    this.#pending.set(ticket, pending);
  }
}

function failed(cause: unknown): never {
  const message = 'The OpenID provider cannot be reached, or gave no valid answer.';
  throw new OidcProblem('unreachable', 'auth.provider', message, cause);
}
