import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength, MinLength } from 'class-validator';

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 1000;
const LONGEST_NAME = 100;

export class ChangeAccountDto {
  @ApiProperty({ minLength: 1, maxLength: LONGEST_NAME })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONGEST_NAME)
  name!: string;
}

export class ChangePasswordDto {
  @ApiProperty({ maxLength: LONGEST_PASSWORD })
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  currentPassword!: string;

  @ApiProperty({ minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD })
  @IsString()
  @MinLength(SHORTEST_PASSWORD)
  @MaxLength(LONGEST_PASSWORD)
  newPassword!: string;
}
