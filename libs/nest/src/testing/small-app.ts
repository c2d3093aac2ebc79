// A small app with a route for everything that the shared parts have to get right.
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import type { AppLogger } from '@naru/logging';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Module,
  Patch,
  Post,
  Query,
  Res,
  type DynamicModule,
} from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { Drain } from '../app/drain.ts';
import { RetryLater } from '../errors/request-errors.ts';

class PartDto {
  @ApiProperty()
  @IsString()
  text!: string;
}

class NoteDto {
  @ApiProperty({ description: 'What it is called.', maxLength: 10 })
  @IsString()
  @MaxLength(10)
  title!: string;

  @ApiPropertyOptional({ type: [PartDto] })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PartDto)
  parts?: PartDto[];
}

class ChangeDto {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  title?: string;
}

class PageDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 30;
}

const LOG = Symbol('log');

/** What /api/notes/slow does: it begins, and ends when a test says so. */
export class SlowWork {
  readonly begun = Promise.withResolvers<undefined>();
  readonly end = Promise.withResolvers<undefined>();
}

@Controller('api/notes')
class NotesController {
  constructor(
    @Inject(LOG) private readonly log: AppLogger['log'] | null,
    private readonly drain: Drain,
    private readonly work: SlowWork,
  ) {}

  @Get()
  list(@Query() page: PageDto): object {
    return { limit: page.limit };
  }

  @Post()
  async create(@Body() note: NoteDto): Promise<object> {
    await sleep(1);
    this.log?.info('made a note');
    return { title: note.title };
  }

  @Patch('one')
  change(@Body() change: ChangeDto): object {
    return { title: change.title };
  }

  @Delete('one')
  @HttpCode(204)
  remove(): void {
    return undefined;
  }

  @Get('missing')
  missing(): never {
    throw new AppError('run.not-found', 'No note of that id.', { hint: 'Look at the list.' });
  }

  @Get('broken')
  broken(): never {
    throw Object.assign(new Error('password of postgresql://naru:geheim@db'), { parameters: ['비밀 대화'] });
  }

  @Get('database-away')
  databaseAway(): never {
    throw new AppError('database.unreachable', 'postgresql://naru@db.internal:5432/chat: refused');
  }

  @Get('busy')
  busy(): never {
    throw new RetryLater('engine.overloaded', 'Too many at once.', 2.2);
  }

  @Get('slow')
  async slow(): Promise<object> {
    this.work.begun.resolve(undefined);
    await this.work.end.promise;
    return { done: true, stopping: this.drain.signal.aborted };
  }

  @Get('half')
  half(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('half');
    setTimeout(() => reply.raw.destroy(), 20);
  }
}

@Controller('v1/chat/completions')
class CompletionsController {
  @Post()
  complete(@Body() note: NoteDto): object {
    return { id: note.title };
  }

  @Get()
  busy(): never {
    throw new RetryLater('engine.overloaded', 'Too many at once.', 2);
  }
}

@Module({})
export class SmallApp {
  static of(log: AppLogger['log'] | null = null): DynamicModule {
    return {
      module: SmallApp,
      controllers: [NotesController, CompletionsController],
      providers: [SlowWork, { provide: LOG, useValue: log }],
    };
  }
}
