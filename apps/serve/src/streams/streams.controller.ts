import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiPropertyOptional, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { MessageRow } from '@naru/db';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { OpenRows } from '../access/open-rows.ts';
import type { Principal } from '../access/principal.ts';
import { Mine, Person } from '../access/request-access.ts';
import { endedBy, Revocations } from '../access/revocations.ts';
import { Owned, RequireScope } from '../access/route-rules.ts';
import { messageView } from '../messages/message-view.ts';
import { EVENT_STREAM, hijacked } from './event-stream.ts';
import { Generations } from './generations.ts';
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

  constructor(generations: Generations, revocations: Revocations, rows: OpenRows) {
    this.generations = generations;
    this.revocations = revocations;
    this.rows = rows;
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
    const out = hijacked(reply, EVENT_STREAM);
    if (generation === undefined) {
      out.end(framesAfter(stateOf(await this.whole(row)), after).bytes);
      return;
    }
    const leaving = new AbortController();
    const unwatch = this.revocations.watch(endedBy(person), leaving);
    await followGeneration(generation, after, out, { signal: leaving.signal });
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

/** An answer that is over, as its stream was. */
function stateOf(row: MessageRow) {
  const base = Number(row.provenance?.parameters['continuedFrom'] ?? 0);
  return { base, text: row.content, trimmedTurns: row.trimmedTurns, message: messageView(row, null) };
}
