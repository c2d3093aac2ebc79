import { Body, Controller, HttpCode, Patch, Put } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, type Principal, RequireScope } from '@naru/access';

import { personView, PersonView } from '../sessions/session-view.ts';
import { ChangeAccountDto, ChangePasswordDto } from './own-account.dto.ts';
import { OwnAccountService } from './own-account.service.ts';

/** One's own account. */
@ApiTags('session')
@RequireScope('conversations')
@Controller('api/account')
export class OwnAccountController {
  private readonly account: OwnAccountService;

  constructor(account: OwnAccountService) {
    this.account = account;
  }

  /** Changes the name that one is shown by. */
  @Patch()
  @ApiResponse({ status: 200, type: PersonView })
  async rename(@Person() person: Principal, @Body() { name }: ChangeAccountDto): Promise<PersonView> {
    return personView(await this.account.rename(person, name));
  }

  /** Changes the password; every other session ends. */
  @Put('password')
  @HttpCode(204)
  @ApiResponse({ status: 204 })
  @ApiResponse({ status: 429, description: 'Too many attempts.' })
  async changePassword(@Person() person: Principal, @Body() body: ChangePasswordDto): Promise<void> {
    await this.account.changePassword(person, body);
  }
}
