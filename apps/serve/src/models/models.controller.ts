import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '@naru/access';

import { ServedModels, type ServedModel } from './served-models.ts';

export class ModelView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['base', 'adapter'] })
  kind!: 'base' | 'adapter';

  @ApiProperty({ description: 'It can be chosen now.' })
  ready!: boolean;

  @ApiProperty({ description: 'Who names no model gets this one.' })
  default!: boolean;

  @ApiProperty({ type: String, nullable: true })
  runId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ type: 'integer' })
  contextTokens!: number;
}

export class ModelsView {
  @ApiProperty({ type: [ModelView] })
  models!: ModelView[];
}

@ApiTags('models')
@Controller('api/models')
export class ModelsController {
  private readonly models: ServedModels;

  constructor(models: ServedModels) {
    this.models = models;
  }

  /** The base model and the adapters, in the order that they came. */
  @Get()
  @RequireScope('conversations')
  @ApiResponse({ status: 200, type: ModelsView })
  list(): ModelsView {
    return { models: this.models.list().map(modelView) };
  }
}

function modelView(model: ServedModel): ModelView {
  const { id, kind, ready, default: isDefault, adapter, description, contextTokens } = model;
  return { id, name: id, kind, ready, default: isDefault, runId: adapter?.runId ?? null, description, contextTokens };
}
