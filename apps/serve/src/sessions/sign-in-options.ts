/** How people sign in here. */
export class SignInOptions {
  readonly authEnabled: boolean;
  /** The page is opened over https: cookies are sent over nothing else. */
  readonly isHttps: boolean;
  /** What the OpenID provider is called; null: there is none. */
  readonly oidcName: string | null;

  /** Without sign-in, only pages of this machine may ask: a page elsewhere could name itself after this one. */
  readonly loopbackOnly: boolean;

  constructor(options: { authEnabled: boolean; isHttps: boolean; oidcName: string | null; loopbackOnly: boolean }) {
    this.authEnabled = options.authEnabled;
    this.isHttps = options.isHttps;
    this.oidcName = options.oidcName;
    this.loopbackOnly = options.loopbackOnly;
  }
}
