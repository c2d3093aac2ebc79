import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, type Principal, RequireScope } from '@naru/access';
import { AppError } from '@naru/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ServedModels } from '../models/served-models.ts';
import { CompletionRequest, ModelListView } from './completions.dto.ts';
import { CompletionsService } from './completions.service.ts';

/** OpenAI's API: any of its clients can talk to it. */
@ApiTags('OpenAI')
@RequireScope('chat')
@Controller('v1')
export class CompletionsController {
  private readonly completions: CompletionsService;
  private readonly served: ServedModels;

  constructor(completions: CompletionsService, served: ServedModels) {
    this.completions = completions;
    this.served = served;
  }

  @Post('chat/completions')
  @ApiBody({ type: CompletionRequest })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiResponse({ status: 200, description: "A chat.completion, or with `stream` its chunks: the engine's own bytes." })
  @ApiResponse({ status: 404, description: 'There is no such model.' })
  @ApiResponse({ status: 429, description: 'What one may use is used up for now.' })
  @ApiResponse({ status: 502, description: 'The engine failed.' })
  @ApiResponse({ status: 504, description: 'The engine took too long.' })
  async complete(
    @Person() person: Principal,
    @Body() body: Record<string, unknown> | null,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (body === null || typeof body !== 'object' || Array.isArray(body)) {
      throw new AppError('request.invalid', 'The body must be a JSON object.');
    }
    await this.completions.answer(person, body, { request, reply });
  }

  @Get('models')
  @ApiResponse({ status: 200, type: ModelListView })
  models(): ModelListView {
    const created = Math.floor(Date.now() / 1000);
    const ready = this.served.list().filter((model) => model.ready);
    return {
      object: 'list',
      data: ready.map(({ id, adapter, contextTokens }) => ({
        id,
        object: 'model',
        created: adapter === null ? created : Math.floor(adapter.createdAt / 1000),
        owned_by: 'naru',
        max_model_len: contextTokens,
      })),
    };
  }
}
