import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Min, ValidateIf } from 'class-validator';

/** What a person or a key may use; a field that is missing is as the server says, 0 is no limit. */
export class LimitsDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @ValidateIf((body: LimitsDto) => body.requestsPerMinute !== undefined)
  @IsInt()
  @Min(0)
  requestsPerMinute?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @ValidateIf((body: LimitsDto) => body.tokensPerMinute !== undefined)
  @IsInt()
  @Min(0)
  tokensPerMinute?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  @ValidateIf((body: LimitsDto) => body.tokensPerDay !== undefined)
  @IsInt()
  @Min(0)
  tokensPerDay?: number;
}
