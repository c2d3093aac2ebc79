import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { AccessGuard, Credentials, OpenRows, OwnerGuard } from '@naru/access';

import { OWNED_TABLES } from './access/owned.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { OwnAccountController } from './accounts/own-account.controller.ts';
import { AdminController } from './admin/admin.controller.ts';
import { CanariesController } from './canary/canaries.controller.ts';
import { CompletionsController } from './completions/completions.controller.ts';
import { ConversationsController } from './conversations/conversations.controller.ts';
import { FeedbackExportsController } from './feedback/exports/feedback-exports.controller.ts';
import { FeedbackController } from './feedback/feedback.controller.ts';
import { KeysController } from './keys/keys.controller.ts';
import { MessagesController } from './messages/messages.controller.ts';
import { ModelsController } from './models/models.controller.ts';
import { PageController } from './page/page.controller.ts';
import { PresetsController } from './presets/presets.controller.ts';
import { ProvenanceController } from './provenance/provenance.controller.ts';
import { OpenRegistryController, RegistryController } from './registry/registry.controller.ts';
import { ReportsController } from './registry/reports.controller.ts';
import { OidcController } from './sessions/oidc.controller.ts';
import { SessionController } from './sessions/session.controller.ts';
import { SignInOptions } from './sessions/sign-in-options.ts';
import { StreamsController } from './streams/streams.controller.ts';
import { UsageController } from './usage/usage.controller.ts';
import { UsageReportController } from './usage/usage-report.controller.ts';

/** The routes, over objects that are made elsewhere. */
@Module({})
export class ServeModule {
  /** @param parts what the controllers and guards ask for, each provided under its class */
  static over(parts: readonly object[]): DynamicModule {
    const providers = parts.map((part): Provider => ({ provide: part.constructor, useValue: part }));
    return {
      module: ServeModule,
      controllers: [
        CompletionsController,
        ModelsController,
        ConversationsController,
        MessagesController,
        StreamsController,
        FeedbackController,
        FeedbackExportsController,
        ProvenanceController,
        PresetsController,
        SessionController,
        OidcController,
        AccountsController,
        KeysController,
        OwnAccountController,
        AdminController,
        OpenRegistryController,
        RegistryController,
        ReportsController,
        CanariesController,
        UsageController,
        UsageReportController,
        PageController, // last: it takes every address that is left
      ],
      providers: [
        ...providers,
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector, credentials: Credentials, options: SignInOptions) =>
            new AccessGuard({ reflector, credentials, loopbackOnly: options.loopbackOnly }),
          inject: [Reflector, Credentials, SignInOptions],
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
