/** How people sign in here, and what there is for them. */
export interface SignInChoices {
  readonly authEnabled: boolean;
  /** The page is opened over https: cookies are sent over nothing else. */
  readonly isHttps: boolean;
  /** What the OpenID provider is called; null: there is none. */
  readonly oidcName: string | null;
  /** Without sign-in, only pages of this machine may ask: a page elsewhere could name itself after this one. */
  readonly loopbackOnly: boolean;
  /** The data service can be reached. */
  readonly hasData: boolean;
}

export class SignInOptions implements SignInChoices {
  readonly authEnabled: boolean;
  readonly isHttps: boolean;
  readonly oidcName: string | null;
  readonly loopbackOnly: boolean;
  readonly hasData: boolean;

  constructor({ authEnabled, isHttps, oidcName, loopbackOnly, hasData }: SignInChoices) {
    this.authEnabled = authEnabled;
    this.isHttps = isHttps;
    this.oidcName = oidcName;
    this.loopbackOnly = loopbackOnly;
    this.hasData = hasData;
  }
}
