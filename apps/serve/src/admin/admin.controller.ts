import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { Person, type Principal, RequireAdmin } from '@naru/access';

import { ChangeUserDto, InvitationView, UsersView, UserView } from './admin.dto.ts';
import { AdminService } from './admin.service.ts';

class UserParams {
  @IsUUID()
  id!: string;
}

@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin')
export class AdminController {
  private readonly admin: AdminService;

  constructor(admin: AdminService) {
    this.admin = admin;
  }

  @Get('users')
  @ApiResponse({ status: 200, type: UsersView })
  users(): Promise<UsersView> {
    return this.admin.users();
  }

  /** Changes a role, shuts a person out (what runs in their name ends), or sets what they may use. */
  @Patch('users/:id')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiResponse({ status: 200, type: UserView })
  @ApiResponse({ status: 404, description: 'account.not-found' })
  change(@Param() { id }: UserParams, @Body() body: ChangeUserDto): Promise<UserView> {
    return this.admin.change(id, body);
  }

  /** A link that makes one account. */
  @Post('invitations')
  @ApiResponse({ status: 201, type: InvitationView })
  invite(@Person() { userId }: Principal): Promise<InvitationView> {
    return this.admin.invite(userId);
  }
}
