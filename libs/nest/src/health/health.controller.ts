import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Drain } from '../app/drain.ts';
import { HealthChecks } from './health-checks.ts';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly drain: Drain,
  ) {}

  /** Whether the process lives. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  alive(): object {
    return { status: 'ok' };
  }

  /** Whether it takes requests: 200, or 503 with the checks that say no. */
  @Get('readyz')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const checks = await this.checks.run();
    const stopping = this.drain.signal.aborted;
    const ready = !stopping && Object.values(checks).every(({ ok }) => ok);
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : stopping ? 'stopping' : 'unready', checks };
  }
}
