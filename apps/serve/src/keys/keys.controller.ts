import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { ApiKeyRow } from '@naru/db';

import { Owned } from '../access/owned.ts';
import { ChangeKeyDto, KeysView, KeyView, NewKeyDto, NewKeyView } from './keys.dto.ts';
import { KeysService } from './keys.service.ts';

/** One's own keys. A program cannot make itself another key unless it may administrate. */
@ApiTags('keys')
@RequireScope('admin')
@Controller('api/keys')
export class KeysController {
  private readonly keys: KeysService;

  constructor(keys: KeysService) {
    this.keys = keys;
  }

  @Get()
  @ApiResponse({ status: 200, type: KeysView })
  list(@Person() person: Principal): Promise<KeysView> {
    return this.keys.all(person);
  }

  @Post()
  @ApiResponse({ status: 201, type: NewKeyView })
  create(@Person() person: Principal, @Body() body: NewKeyDto): Promise<NewKeyView> {
    return this.keys.create(person, body);
  }

  @Patch(':id')
  @Owned('key')
  @ApiResponse({ status: 200, type: KeyView })
  change(@Mine() key: ApiKeyRow, @Body() body: ChangeKeyDto): Promise<KeyView> {
    return this.keys.change(key, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Owned('key')
  @ApiResponse({ status: 204 })
  revoke(@Mine() key: ApiKeyRow): Promise<void> {
    return this.keys.revoke(key);
  }
}
