import { Body, Controller, Delete, Get, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  cookie,
  cookieIn,
  Credentials,
  OpenRows,
  Person,
  type Principal,
  Public,
  RequireScope,
  SESSION_COOKIE,
} from '@naru/access';
import { UserRow } from '@naru/db';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SignInOptions } from './sign-in-options.ts';
import { SESSION_DAYS, SessionsService, type NewSession } from './sessions.service.ts';
import { personView, SessionView } from './session-view.ts';

class SignInDto {
  @ApiProperty({ format: 'email', maxLength: 320 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(320)
  email!: string;

  @ApiProperty({ maxLength: 1000 })
  @IsString()
  @MaxLength(1000)
  password!: string;
}

const SECONDS_A_DAY = 86_400;

@ApiTags('session')
@Controller('api/session')
export class SessionController {
  private readonly sessions: SessionsService;
  private readonly credentials: Credentials;
  private readonly options: SignInOptions;
  private readonly rows: OpenRows;

  constructor(sessions: SessionsService, credentials: Credentials, options: SignInOptions, rows: OpenRows) {
    this.sessions = sessions;
    this.credentials = credentials;
    this.options = options;
    this.rows = rows;
  }

  /** Who is signed in, and how one can. */
  @Get()
  @Public()
  @ApiResponse({ status: 200, type: SessionView })
  async get(@Req() request: FastifyRequest): Promise<SessionView> {
    if (!this.options.authEnabled) {
      const { userId } = await this.credentials.of({});
      return this.view(await this.userOf(userId), null);
    }
    const token = cookieIn(request.headers.cookie, SESSION_COOKIE);
    const principal = token === undefined ? undefined : await this.credentials.ofSession(token);
    if (principal === undefined) return this.view(null, null);
    return this.view(await this.userOf(principal.userId), principal.csrfToken);
  }

  @Post()
  @HttpCode(200)
  @Public()
  @ApiResponse({ status: 200, type: SessionView })
  @ApiResponse({ status: 401, description: 'auth.failed' })
  @ApiResponse({ status: 429, description: 'Too many attempts.' })
  async signIn(
    @Body() body: SignInDto,
    @Ip() from: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const session = await this.sessions.signIn(body.email, body.password, from);
    return this.opened(session, reply);
  }

  @Delete()
  @HttpCode(204)
  @RequireScope('conversations')
  @ApiResponse({ status: 204 })
  async signOut(@Person() { credential }: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (credential?.startsWith('session:') === true) await this.sessions.close(credential.slice('session:'.length));
    void reply.header('set-cookie', this.cookie('', 0));
  }

  opened({ token, csrfToken, user }: NewSession, reply: FastifyReply): SessionView {
    void reply.header('set-cookie', this.cookie(token, SESSION_DAYS * SECONDS_A_DAY));
    return this.view(user, csrfToken);
  }

  private cookie(value: string, maxAgeSeconds: number): string {
    return cookie(SESSION_COOKIE, value, { path: '/', maxAgeSeconds, secure: this.options.isHttps });
  }

  private async userOf(id: string): Promise<UserRow | null> {
    return (await this.rows.one(UserRow, { id })) as UserRow | null;
  }

  private view(user: UserRow | null, csrfToken: string | null): SessionView {
    const { authEnabled, oidcName, hasData: data } = this.options;
    const oidc = oidcName === null ? null : { name: oidcName };
    const hasPassword = authEnabled && user !== null && user.passwordHash !== null;
    const shown = user === null ? null : personView(user);
    return { user: shown, authEnabled, csrfToken, oidc, hasPassword, data, locale: null };
  }
}
