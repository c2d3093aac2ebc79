import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { PresetRow } from '@naru/db';

import { Owned } from '../access/owned.ts';
import { ChangePresetDto, NewPresetDto, PresetsView, PresetView } from './presets.dto.ts';
import { PresetsService } from './presets.service.ts';

@ApiTags('presets')
@RequireScope('conversations')
@Controller('api/presets')
export class PresetsController {
  private readonly presets: PresetsService;

  constructor(presets: PresetsService) {
    this.presets = presets;
  }

  @Get()
  @ApiResponse({ status: 200, type: PresetsView })
  list(@Person() person: Principal): Promise<PresetsView> {
    return this.presets.all(person);
  }

  @Post()
  @ApiResponse({ status: 201, type: PresetView })
  @ApiResponse({ status: 404, description: 'There is no such model.' })
  create(@Person() person: Principal, @Body() body: NewPresetDto): Promise<PresetView> {
    return this.presets.create(person, body);
  }

  @Patch(':id')
  @Owned('preset')
  @ApiResponse({ status: 200, type: PresetView })
  change(@Mine() preset: PresetRow, @Body() body: ChangePresetDto): Promise<PresetView> {
    return this.presets.change(preset, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Owned('preset')
  @ApiResponse({ status: 204 })
  remove(@Mine() preset: PresetRow): Promise<void> {
    return this.presets.remove(preset);
  }
}
