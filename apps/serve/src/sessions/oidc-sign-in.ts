import { AppError } from '@naru/contracts';
import type { UserRow } from '@naru/db';
import type { AppLogger } from '@naru/logging';

import type { AccountsService } from '../accounts/accounts.service.ts';
import { OidcProblem, problemNameOf } from './oidc-problem.ts';
import type { Begun, Oidc } from './oidc.ts';

export interface OidcSignInParts {
  /** undefined: there is none. */
  readonly oidc: Oidc | undefined;
  readonly accounts: AccountsService;
  readonly log: AppLogger['log'];
}

/** Where the page is that tells why nothing came of it. Of what came from outside, nothing stands in the address. */
export interface Unsigned {
  readonly page: string;
}

/** Sign-in at the OpenID provider, where there is one, by a person in a browser: they are never shown a bare error. */
export class OidcSignIn {
  readonly #parts: OidcSignInParts;

  constructor(parts: OidcSignInParts) {
    this.#parts = parts;
  }

  /** @throws AppError `request.not-found` */
  begin(): Promise<Begun | Unsigned> {
    const { provider } = this;
    return this.#orPage(() => provider.begin());
  }

  /** @throws AppError `request.not-found` */
  finish(ticket: string | undefined, query: string): Promise<UserRow | Unsigned> {
    const { provider } = this;
    return this.#orPage(async () => {
      const { issuer, subject, ...claims } = await provider.finish(ticket, query);
      const user = await this.#parts.accounts.ofOidc(issuer, subject, claims);
      if (user.disabled) throw new OidcProblem('closed', 'auth.failed', 'This account is closed.');
      return user;
    });
  }

  get provider(): Oidc {
    const { oidc } = this.#parts;
    if (oidc !== undefined) return oidc;
    throw new AppError('request.not-found', 'No OpenID provider is set up here.');
  }

  async #orPage<T>(step: () => Promise<T>): Promise<T | Unsigned> {
    try {
      return await step();
    } catch (error) {
      const problem = problemNameOf(error);
      this.#parts.log[problem === 'failed' ? 'error' : 'warn']({ err: error, problem }, 'a sign-in came to nothing');
      return { page: `/sign-in?problem=${problem}` };
    }
  }
}
