import { Controller, Get } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '@naru/access';

import { recipeSchema } from './recipe-schema.ts';

@ApiTags('jobs')
@RequireScope('data')
@Controller('api/data/recipe-schema')
export class RecipeController {
  /** The JSON Schema of the recipe that a job takes, with each step's description and defaults. */
  @Get()
  @ApiResponse({ status: 200, schema: { type: 'object', additionalProperties: true } })
  get(): object {
    return recipeSchema();
  }
}
