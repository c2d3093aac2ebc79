import { Body, Controller, Ip, Post } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsNotEmpty, IsString, MaxLength, MinLength } from 'class-validator';
import { Public } from '@naru/access';

import { Attempts } from '../limits/attempts.ts';
import { personView, PersonView } from '../sessions/session-view.ts';
import { AccountsService } from './accounts.service.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './own-account.dto.ts';

class NewAccountDto {
  @ApiProperty({ description: 'Of the one-time link.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  token!: string;

  @ApiProperty({ format: 'email', maxLength: 320 })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toWellFormed() : value))
  @IsEmail({ require_tld: false })
  @MaxLength(320)
  email!: string;

  @ApiProperty({ minLength: SHORTEST_PASSWORD, maxLength: LONGEST_PASSWORD })
  @IsString()
  @MinLength(SHORTEST_PASSWORD)
  @MaxLength(LONGEST_PASSWORD)
  password!: string;

  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;
}

const MOST_ATTEMPTS = 30;

@ApiTags('session')
@Controller('api/accounts')
export class AccountsController {
  private readonly accounts: AccountsService;
  private readonly attempts: Attempts;

  constructor(accounts: AccountsService, attempts: Attempts) {
    this.accounts = accounts;
    this.attempts = attempts;
  }

  /** Makes the account that a one-time link stands for: the first administrator's, or an invited person's. */
  @Post('first')
  @Public()
  @ApiResponse({ status: 201, type: PersonView })
  @ApiResponse({ status: 409, description: 'account.exists' })
  @ApiResponse({ status: 429, description: 'Too many attempts.' })
  async redeem(@Body() body: NewAccountDto, @Ip() from: string): Promise<PersonView> {
    await this.attempts.spend(`redeem:${from}`, MOST_ATTEMPTS);
    return personView(await this.accounts.redeem(body));
  }
}
