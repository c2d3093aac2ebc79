import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiPropertyOptional, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { endedBy, Mine, OpenRows, Person, type Principal, RequireScope, Revocations } from '@naru/access';
import { MessageRow } from '@naru/db';
import { EVENT_STREAM, hijacked } from '@naru/nest';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { Owned } from '../access/owned.ts';
import { Generations } from './generations.ts';
import { SharedStreams, stateOf } from './shared-streams.ts';
import { followGeneration } from './stream-reply.ts';
import { framesAfter } from './stream-state.ts';

class StreamQuery {
  @ApiPropertyOptional({ description: 'Sequence number of the last event that was read.', minimum: 0 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

@ApiTags('streams')
@RequireScope('conversations')
@Controller('api/streams')
export class StreamsController {
  private readonly generations: Generations;
  private readonly revocations: Revocations;
  private readonly rows: OpenRows;
  private readonly shared: SharedStreams;

  constructor(generations: Generations, revocations: Revocations, rows: OpenRows, shared: SharedStreams) {
    this.generations = generations;
    this.revocations = revocations;
    this.rows = rows;
    this.shared = shared;
  }

  /** An answer as server-sent events, from the place that the reader has reached. */
  @Get(':id')
  @Owned('stream')
  @ApiHeader({ name: 'last-event-id', required: false })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events delta, notice, done and failed; their ids go up.' })
  async follow(
    @Person() person: Principal,
    @Mine() row: MessageRow,
    @Query() query: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = query.after ?? placeOf(lastEventId);
    const generation = this.generations.byStream(row.streamId ?? '');
    const kept = generation === undefined ? await this.whole(row) : row;
    const out = hijacked(reply, EVENT_STREAM);
    if (generation === undefined && (kept.status !== 'streaming' || !this.shared.hasOthers)) {
      out.end(framesAfter(stateOf(kept), after).bytes);
      return;
    }
    const leaving = new AbortController();
    const unwatch = this.revocations.watch(endedBy(person), leaving);
    const leave = (): void => leaving.abort();
    const followed = generation ?? this.shared.follow(kept, leaving.signal, leave);
    await followGeneration(followed, after, out, { signal: leaving.signal });
    leave();
    unwatch();
  }

  // The answer may have ended between the look at the row and the look at what is under way.
  private async whole(row: MessageRow): Promise<MessageRow> {
    if (row.status !== 'streaming') return row;
    return ((await this.rows.one(MessageRow, { id: row.id })) as MessageRow | null) ?? row;
  }
}

function placeOf(lastEventId: string | undefined): number {
  const seq = Number(lastEventId ?? 0);
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}
