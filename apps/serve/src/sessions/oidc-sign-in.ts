import { AppError } from '@naru/contracts';

import type { Oidc } from './oidc.ts';

/** The OpenID provider, where there is one. */
export class OidcSignIn {
  readonly #oidc: Oidc | undefined;

  constructor(oidc: Oidc | undefined) {
    this.#oidc = oidc;
  }

  /** @throws AppError `request.not-found` */
  get provider(): Oidc {
    if (this.#oidc !== undefined) return this.#oidc;
    throw new AppError('request.not-found', 'No OpenID provider is set up here.');
  }
}
