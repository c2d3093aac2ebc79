import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ConversationRow } from '@naru/db';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';

export const MAX_PROMPT_CHARACTERS = 32_000;
const MAX_TITLE_CHARACTERS = 200;
const MAX_MODEL_CHARACTERS = 200;

export class NewConversationDto {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_TITLE_CHARACTERS })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TITLE_CHARACTERS)
  title?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'null: the default model of the moment.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_MODEL_CHARACTERS)
  model?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_PROMPT_CHARACTERS })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_PROMPT_CHARACTERS)
  systemPrompt?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, format: 'uuid' })
  @IsOptional()
  @IsUUID()
  presetId?: string | null;
}

export class ChangeConversationDto extends NewConversationDto {
  @ApiPropertyOptional({ type: String, nullable: true, format: 'uuid', description: 'The branch that is shown.' })
  @IsOptional()
  @IsUUID()
  currentMessageId?: string | null;
}

export class ConversationsQuery {
  @ApiPropertyOptional({ description: 'nextCursor of the page before.' })
  @IsOptional()
  @Matches(/^\d{1,16}\.[0-9a-f-]{36}$/, { message: 'cursor must be the nextCursor of another page' })
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 30 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiPropertyOptional({ description: 'Anywhere in titles and messages.', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

export class ExportQuery {
  @ApiPropertyOptional({ enum: ['json', 'markdown'], default: 'json' })
  @IsOptional()
  @IsIn(['json', 'markdown'])
  format?: 'json' | 'markdown';
}

export class ConversationSummary {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  title!: string | null;

  @ApiProperty({ type: String, nullable: true })
  model!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  presetId!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;

  @ApiPropertyOptional({ description: 'What was found, with some of what stands around it.' })
  snippet?: string;
}

export class ConversationView extends ConversationSummary {
  @ApiProperty({ type: String, nullable: true })
  systemPrompt!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  currentMessageId!: string | null;
}

export class ConversationPageView {
  @ApiProperty({ type: [ConversationSummary] })
  conversations!: ConversationSummary[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function conversationSummary(row: ConversationRow): ConversationSummary {
  const { id, title, model, presetId, createdAt, updatedAt } = row;
  const at = (ms: number): string => new Date(ms).toISOString();
  return { id, title, model, presetId, createdAt: at(createdAt), updatedAt: at(updatedAt) };
}

export function conversationView(row: ConversationRow): ConversationView {
  const { systemPrompt, currentMessageId } = row;
  return { ...conversationSummary(row), systemPrompt, currentMessageId };
}
