import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookie, cookieIn, Public, SESSION_COOKIE } from '@naru/access';

import { OidcSignIn } from './oidc-sign-in.ts';
import { SignInOptions } from './sign-in-options.ts';
import { SESSION_DAYS, SessionsService } from './sessions.service.ts';

const TICKET_COOKIE = 'naru_oidc';
const TICKET_SECONDS = 600;
const PATH = '/api/auth/oidc';
const SECONDS_A_DAY = 86_400;
const PLACES = 'To the provider, to the page, or to /sign-in with the name of a problem.';

@ApiTags('session')
@Controller(PATH.slice(1))
export class OidcController {
  private readonly signIn: OidcSignIn;
  private readonly sessions: SessionsService;
  private readonly options: SignInOptions;

  constructor(signIn: OidcSignIn, sessions: SessionsService, options: SignInOptions) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.options = options;
  }

  /** Sends the person to the OpenID provider. */
  @Get('start')
  @Public()
  @ApiResponse({ status: 302, description: PLACES })
  @ApiResponse({ status: 404, description: 'There is no provider.' })
  async start(@Res() reply: FastifyReply): Promise<void> {
    const begun = await this.signIn.begin();
    if ('page' in begun) void reply.redirect(begun.page, 302);
    else void reply.header('set-cookie', this.ticket(begun.ticket, TICKET_SECONDS)).redirect(begun.url, 302);
  }

  /** Where the provider sends the person back to. */
  @Get('callback')
  @Public()
  @ApiResponse({ status: 302, description: PLACES })
  @ApiResponse({ status: 404, description: 'There is no provider.' })
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, query = ''] = request.url.split(/\?(.*)/s);
    const user = await this.signIn.finish(cookieIn(request.headers.cookie, TICKET_COOKIE), query);
    const used = this.ticket('', 0);
    if ('page' in user) {
      void reply.header('set-cookie', used).redirect(user.page, 302);
      return;
    }
    const { token } = await this.sessions.open(user);
    const maxAgeSeconds = SESSION_DAYS * SECONDS_A_DAY;
    const session = cookie(SESSION_COOKIE, token, { path: '/', maxAgeSeconds, secure: this.options.isHttps });
    void reply.header('set-cookie', [session, used]).redirect('/', 302);
  }

  private ticket(value: string, maxAgeSeconds: number): string {
    return cookie(TICKET_COOKIE, value, { path: PATH, maxAgeSeconds, secure: this.options.isHttps });
  }
}
