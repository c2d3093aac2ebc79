import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { PresetRow } from '@naru/db';
import { IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';

import { MAX_PROMPT_CHARACTERS } from '../conversations/conversations.dto.ts';

const MAX_NAME_CHARACTERS = 100;
const MAX_TOKENS = 1_000_000;

class PresetFields {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_PROMPT_CHARACTERS })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_PROMPT_CHARACTERS)
  systemPrompt?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string | null;

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 0, maximum: 2 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number | null;

  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 0, maximum: 1 })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  topP?: number | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, maximum: MAX_TOKENS })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS)
  maxTokens?: number | null;
}

export class NewPresetDto extends PresetFields {
  @ApiProperty({ minLength: 1, maxLength: MAX_NAME_CHARACTERS })
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_NAME_CHARACTERS)
  name!: string;
}

export class ChangePresetDto extends PresetFields {
  @ApiPropertyOptional({ minLength: 1, maxLength: MAX_NAME_CHARACTERS })
  @ValidateIf((body: ChangePresetDto) => body.name !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_NAME_CHARACTERS)
  name?: string;
}

export class PresetView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  systemPrompt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  model!: string | null;

  @ApiProperty({ type: Number, nullable: true })
  temperature!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  topP!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  maxTokens!: number | null;
}

export class PresetsView {
  @ApiProperty({ type: [PresetView] })
  presets!: PresetView[];
}

export function presetView({ id, name, systemPrompt, model, temperature, topP, maxTokens }: PresetRow): PresetView {
  return { id, name, systemPrompt, model, temperature, topP, maxTokens };
}
