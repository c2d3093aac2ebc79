import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Rating } from '@naru/db';
import { IsBoolean, IsIn, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';

const MAX_REASON_CHARACTERS = 4000;
const MAX_CORRECTION_CHARACTERS = 200_000;

export class FeedbackDto {
  @ApiProperty({ enum: ['up', 'down'], nullable: true })
  @ValidateIf((body: FeedbackDto) => body.rating !== null)
  @IsIn(['up', 'down'])
  rating!: Rating | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_REASON_CHARACTERS })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_REASON_CHARACTERS)
  reason?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'What the answer should have been.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CORRECTION_CHARACTERS)
  correction?: string | null;

  @ApiProperty({ description: 'Whether the next dataset may learn from it.' })
  @IsBoolean()
  consent!: boolean;
}
