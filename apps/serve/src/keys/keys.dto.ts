import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ALL_SCOPES } from '@naru/access';
import type { ApiKeyRow, Limits, Scope } from '@naru/db';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import { LimitsDto } from '../limits/limits.dto.ts';

const OF_LIMITS = "null: what the server says. What the key's person may use is not exceeded.";

export class NewKeyDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @ApiProperty({ enum: ALL_SCOPES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ALL_SCOPES, { each: true })
  scopes!: Scope[];

  @ApiPropertyOptional({ type: String, nullable: true, format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;

  @ApiPropertyOptional({ type: LimitsDto, nullable: true, description: OF_LIMITS })
  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto | null;
}

export class ChangeKeyDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @ValidateIf((body: ChangeKeyDto) => body.name !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name?: string;

  @ApiPropertyOptional({ type: LimitsDto, nullable: true, description: OF_LIMITS })
  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto | null;
}

export class KeyView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'The beginning of the key: what a person knows it by.' })
  prefix!: string;

  @ApiProperty({ enum: ALL_SCOPES, isArray: true })
  scopes!: readonly Scope[];

  @ApiProperty({ type: LimitsDto, nullable: true })
  limits!: Limits | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  expiresAt!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  lastUsedAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class NewKeyView extends KeyView {
  @ApiProperty({ description: 'The whole key, shown this once.' })
  key!: string;
}

export class KeysView {
  @ApiProperty({ type: [KeyView] })
  keys!: KeyView[];
}

export function keyView(key: ApiKeyRow): KeyView {
  const { id, name, prefix, scopes, limits } = key;
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  const createdAt = new Date(key.createdAt).toISOString();
  return { id, name, prefix, scopes, limits, expiresAt: at(key.expiresAt), lastUsedAt: at(key.lastUsedAt), createdAt };
}
