import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const object = { type: 'object', additionalProperties: true } as const;

/** For the document only: what is checked, and passed on, is libs/inference's list of fields. */
export class CompletionRequest {
  @ApiPropertyOptional({ description: 'Missing: the default model.' })
  model?: string;

  @ApiProperty({ type: 'array', items: object, minItems: 1 })
  messages!: object[];

  @ApiPropertyOptional()
  stream?: boolean;

  @ApiPropertyOptional(object)
  stream_options?: object;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  max_tokens?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  max_completion_tokens?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 2 })
  temperature?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  top_p?: number;

  @ApiPropertyOptional({ minimum: -2, maximum: 2 })
  presence_penalty?: number;

  @ApiPropertyOptional({ minimum: -2, maximum: 2 })
  frequency_penalty?: number;

  @ApiPropertyOptional({ type: 'integer' })
  seed?: number;

  @ApiPropertyOptional({ type: 'integer', enum: [1] })
  n?: number;

  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] })
  stop?: string | string[];

  @ApiPropertyOptional()
  logprobs?: boolean;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 20 })
  top_logprobs?: number;

  @ApiPropertyOptional({ type: 'array', items: object })
  tools?: object[];

  @ApiPropertyOptional({ oneOf: [{ type: 'string' }, object] })
  tool_choice?: string | object;

  @ApiPropertyOptional(object)
  response_format?: object;
}

export class ModelCard {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: ['model'] })
  object!: 'model';

  @ApiProperty({ type: 'integer' })
  created!: number;

  @ApiProperty()
  owned_by!: string;

  @ApiProperty({ type: 'integer' })
  max_model_len!: number;
}

export class ModelListView {
  @ApiProperty({ enum: ['list'] })
  object!: 'list';

  @ApiProperty({ type: [ModelCard] })
  data!: ModelCard[];
}
