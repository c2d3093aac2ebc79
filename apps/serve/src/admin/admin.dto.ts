import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Limits, Role, UserRow } from '@naru/db';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, ValidateIf, ValidateNested } from 'class-validator';

import { LimitsDto } from '../limits/limits.dto.ts';
import { PersonView } from '../sessions/session-view.ts';

export class ChangeUserDto {
  @ApiPropertyOptional({ enum: ['user', 'admin'] })
  @ValidateIf((body: ChangeUserDto) => body.role !== undefined)
  @IsIn(['user', 'admin'])
  role?: Role;

  @ApiPropertyOptional()
  @ValidateIf((body: ChangeUserDto) => body.disabled !== undefined)
  @IsBoolean()
  disabled?: boolean;

  @ApiPropertyOptional({ type: LimitsDto, nullable: true, description: 'null: what the server says.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto | null;
}

export class UserView extends PersonView {
  @ApiProperty()
  disabled!: boolean;

  @ApiProperty({ type: LimitsDto, nullable: true })
  limits!: Limits | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class UsersView {
  @ApiProperty({ type: [UserView] })
  users!: UserView[];
}

export class InvitationView {
  @ApiProperty({ description: 'Works once, for three days.' })
  url!: string;
}

export function userView({ id, email, name, role, disabled, limits, createdAt }: UserRow): UserView {
  return { id, email, name, role, disabled, limits, createdAt: new Date(createdAt).toISOString() };
}
