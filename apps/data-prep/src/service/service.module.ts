import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AccessGuard, Credentials, OpenRows, OwnerGuard } from '@naru/access';

import { OWNED_TABLES } from './access/owned.ts';
import { DatasetsController } from './datasets/datasets.controller.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { RecipeController } from './recipes/recipe.controller.ts';
import { SourcesController } from './sources/sources.controller.ts';
import { UploadsController } from './uploads/uploads.controller.ts';

/** The routes, over objects that are made elsewhere. */
@Module({})
export class ServiceModule {
  /** @param parts what the controllers and guards ask for, each provided under its class */
  static over(parts: readonly object[], { loopbackOnly }: { readonly loopbackOnly: boolean }): DynamicModule {
    const providers = parts.map((part): Provider => ({ provide: part.constructor, useValue: part }));
    return {
      module: ServiceModule,
      controllers: [UploadsController, SourcesController, RecipeController, JobsController, DatasetsController],
      providers: [
        ...providers,
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector, credentials: Credentials) =>
            new AccessGuard({ reflector, credentials, loopbackOnly }),
          inject: [Reflector, Credentials],
        },
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector, rows: OpenRows) =>
            new OwnerGuard({ reflector, rows, tables: OWNED_TABLES }),
          inject: [Reflector, OpenRows],
        },
      ],
    };
  }
}
