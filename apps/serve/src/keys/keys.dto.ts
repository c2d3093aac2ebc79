import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiKeyRow, Scope } from '@naru/db';
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
} from 'class-validator';

const SCOPES: readonly Scope[] = ['chat', 'conversations', 'admin'];

export class NewKeyDto {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes!: Scope[];

  @ApiPropertyOptional({ type: String, nullable: true, format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}

export class KeyView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'The beginning of the key: what a person knows it by.' })
  prefix!: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes!: readonly Scope[];

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

export function keyView({ id, name, prefix, scopes, expiresAt, lastUsedAt, createdAt }: ApiKeyRow): KeyView {
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  const created = new Date(createdAt).toISOString();
  return { id, name, prefix, scopes, expiresAt: at(expiresAt), lastUsedAt: at(lastUsedAt), createdAt: created };
}
