import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import { MessageView } from './message-view.ts';

export const MAX_CONTENT_CHARACTERS = 200_000;
export const MAX_MODEL_CHARACTERS = 200;
const MAX_TOKENS = 1_000_000;

export class ParametersDto {
  @ApiPropertyOptional({ minimum: 0, maximum: 2 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  topP?: number | null;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_TOKENS })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS)
  maxTokens?: number | null;

  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seed?: number | null;
}

export class SendDto {
  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'The message before; null: the first.' })
  @ValidateIf((body: SendDto) => body.parentId !== null)
  @IsUUID()
  parentId!: string | null;

  @ApiProperty({ minLength: 1, maxLength: MAX_CONTENT_CHARACTERS })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_CONTENT_CHARACTERS)
  content!: string;

  @ApiPropertyOptional({ type: [String], minItems: 1, maxItems: 2, description: 'Two: two answers side by side.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(MAX_MODEL_CHARACTERS, { each: true })
  models?: string[] | null;

  @ApiProperty({ format: 'uuid', description: 'The same for a request that is sent again.' })
  @IsUUID()
  idempotencyKey!: string;

  @ApiPropertyOptional({ type: ParametersDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => ParametersDto)
  parameters?: ParametersDto | null;
}

export class RegenerateDto {
  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_MODEL_CHARACTERS)
  model?: string | null;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  idempotencyKey!: string;
}

export class EditDto extends RegenerateDto {
  @ApiProperty({ minLength: 1, maxLength: MAX_CONTENT_CHARACTERS })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_CONTENT_CHARACTERS)
  content!: string;
}

export class MessagesQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Messages older than this one.' })
  @IsOptional()
  @IsUUID()
  before?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}

export class MessagePageView {
  @ApiProperty({ type: [MessageView] })
  messages!: MessageView[];

  @ApiProperty()
  hasMore!: boolean;
}

export class ReplyView {
  @ApiProperty({ type: MessageView })
  message!: MessageView;

  @ApiProperty({ format: 'uuid' })
  streamId!: string;
}

export class SentView {
  @ApiProperty({ type: MessageView })
  userMessage!: MessageView;

  @ApiProperty({ type: [ReplyView] })
  replies!: ReplyView[];
}

export class OneReplyView {
  @ApiProperty({ type: ReplyView })
  reply!: ReplyView;
}
