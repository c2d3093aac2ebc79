import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { endedBy, Mine, Person, type Principal, RequireScope, Revocations } from '@naru/access';
import { DataJobRow } from '@naru/db';
import { Drain, EVENT_STREAM, hijacked } from '@naru/nest';
import type { FastifyReply } from 'fastify';

import { Owned } from '../access/owned.ts';
import { PageQuery } from '../pages.ts';
import { followJob } from './follow-job.ts';
import { JobEvents } from './job-events.ts';
import { AgainDto, EventsQuery, JobPageView, JobView, NewJobDto } from './jobs.dto.ts';
import { JobsService } from './jobs.service.ts';

@ApiTags('jobs')
@RequireScope('data')
@Controller('api/data/jobs')
export class JobsController {
  private readonly jobs: JobsService;
  private readonly events: JobEvents;
  private readonly revocations: Revocations;
  private readonly drain: Drain;

  constructor(jobs: JobsService, events: JobEvents, revocations: Revocations, drain: Drain) {
    this.jobs = jobs;
    this.events = events;
    this.revocations = revocations;
    this.drain = drain;
  }

  /** Newest first. */
  @Get()
  @ApiResponse({ status: 200, type: JobPageView })
  list(@Person() person: Principal, @Query() query: PageQuery): Promise<JobPageView> {
    return this.jobs.page(person, query);
  }

  /** Builds a dataset as soon as the jobs before it have ended. */
  @Post()
  @ApiResponse({ status: 201, type: JobView })
  @ApiResponse({ status: 404, description: 'There is no such source.' })
  @ApiResponse({ status: 429, description: 'Too many jobs wait.' })
  create(@Person() person: Principal, @Body() { recipe, again = null }: NewJobDto): Promise<JobView> {
    return this.jobs.create(person, recipe, again);
  }

  @Get(':id')
  @Owned('job')
  @ApiResponse({ status: 200, type: JobView })
  get(@Mine() job: DataJobRow): Promise<JobView> {
    return this.jobs.view(job);
  }

  /** What happens in it, as server-sent events; the last of a job that has ended is its state. */
  @Get(':id/events')
  @Owned('job')
  @ApiHeader({ name: 'last-event-id', required: false })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events progress, line and state; their ids go up.' })
  async follow(
    @Person() person: Principal,
    @Mine() row: DataJobRow,
    @Query() query: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.jobs.view(row);
    const leaving = new AbortController();
    const unwatch = this.revocations.watch(endedBy(person), leaving);
    const signal = AbortSignal.any([leaving.signal, this.drain.signal]);
    const after = query.after ?? placeOf(lastEventId);
    await followJob(hijacked(reply, EVENT_STREAM), { events: this.events, job, after, signal });
    unwatch();
  }

  /** Ends it. What it has done is kept for another job. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Owned('job')
  @ApiResponse({ status: 200, type: JobView })
  @ApiResponse({ status: 409, description: 'It has ended.' })
  cancel(@Mine() job: DataJobRow): Promise<JobView> {
    return this.jobs.cancel(job);
  }

  /** A new job of the same recipe. */
  @Post(':id/again')
  @Owned('job')
  @ApiResponse({ status: 201, type: JobView })
  again(@Person() person: Principal, @Mine() job: DataJobRow, @Body() { step = null }: AgainDto): Promise<JobView> {
    return this.jobs.again(person, job, step);
  }

  /** Forgets a job that has ended; its dataset stays. */
  @Delete(':id')
  @HttpCode(204)
  @Owned('job')
  @ApiResponse({ status: 204 })
  @ApiResponse({ status: 409, description: 'It has not ended.' })
  remove(@Mine() job: DataJobRow): Promise<void> {
    return this.jobs.remove(job);
  }
}

function placeOf(lastEventId: string | undefined): number {
  const id = Number(lastEventId ?? 0);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}
