import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { AppError } from '@naru/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { cookie, cookieIn } from '../access/cookies.ts';
import { SESSION_COOKIE } from '../access/credentials.ts';
import { Public } from '../access/route-rules.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { OidcSignIn } from './oidc-sign-in.ts';
import { SignInOptions } from './sign-in-options.ts';
import { SESSION_DAYS, SessionsService } from './sessions.service.ts';

const TICKET_COOKIE = 'naru_oidc';
const TICKET_SECONDS = 600;
const PATH = '/api/auth/oidc';
const SECONDS_A_DAY = 86_400;

@ApiTags('session')
@Controller(PATH.slice(1))
export class OidcController {
  private readonly signIn: OidcSignIn;
  private readonly accounts: AccountsService;
  private readonly sessions: SessionsService;
  private readonly options: SignInOptions;

  constructor(signIn: OidcSignIn, accounts: AccountsService, sessions: SessionsService, options: SignInOptions) {
    this.signIn = signIn;
    this.accounts = accounts;
    this.sessions = sessions;
    this.options = options;
  }

  /** Sends the person to the OpenID provider. */
  @Get('start')
  @Public()
  @ApiResponse({ status: 302 })
  @ApiResponse({ status: 404, description: 'There is no provider.' })
  @ApiResponse({ status: 502, description: 'The provider cannot be reached.' })
  async start(@Res() reply: FastifyReply): Promise<void> {
    const { url, ticket } = await this.signIn.provider.begin();
    const secure = this.options.isHttps;
    void reply
      .header('set-cookie', cookie(TICKET_COOKIE, ticket, { path: PATH, maxAgeSeconds: TICKET_SECONDS, secure }))
      .redirect(url, 302);
  }

  /** Where the provider sends the person back to. */
  @Get('callback')
  @Public()
  @ApiResponse({ status: 302, description: 'Signed in.' })
  @ApiResponse({ status: 401, description: 'auth.failed' })
  @ApiResponse({ status: 404, description: 'There is no provider.' })
  @ApiResponse({ status: 409, description: 'account.exists' })
  @ApiResponse({ status: 502, description: 'The provider cannot be reached.' })
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, query = ''] = request.url.split(/\?(.*)/s);
    const ticket = cookieIn(request.headers.cookie, TICKET_COOKIE);
    const { issuer, subject, ...claims } = await this.signIn.provider.finish(ticket, query);
    const user = await this.accounts.ofOidc(issuer, subject, claims);
    if (user.disabled) throw new AppError('auth.failed', 'This account is closed.');
    const { token } = await this.sessions.open(user);
    const secure = this.options.isHttps;
    const maxAgeSeconds = SESSION_DAYS * SECONDS_A_DAY;
    void reply
      .header('set-cookie', [
        cookie(SESSION_COOKIE, token, { path: '/', maxAgeSeconds, secure }),
        cookie(TICKET_COOKIE, '', { path: PATH, maxAgeSeconds: 0, secure }),
      ])
      .redirect('/', 302);
  }
}
