import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import { AuditEntryView } from './promotions.dto.ts';
import { SHA256 } from './registry-state.dto.ts';

export class AuditQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'nextCursor of the page before.' })
  @IsOptional()
  @Matches(/^\d{1,9}$/, { message: 'cursor must be the nextCursor of another page' })
  cursor?: string;

  @ApiPropertyOptional({ pattern: SHA256, description: 'All entries of one adapter.' })
  @IsOptional()
  @Matches(new RegExp(SHA256), { message: 'must be 64 hex digits' })
  adapterSha256?: string;
}

export class AuditPageView {
  @ApiProperty({ type: [AuditEntryView], description: 'Newest first.' })
  entries!: AuditEntryView[];

  @ApiProperty({
    ...{ type: Boolean, nullable: true },
    description: 'Every entry holds the hash of the one before; said with the first page alone.',
  })
  intact!: boolean | null;

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
