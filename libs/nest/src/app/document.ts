import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

import type { NestAppOptions } from './nest-app.ts';
import { withRefusals } from './refusals.ts';

/** The OpenAPI document: a page at /docs, JSON at /docs-json. */
export function addDocument(app: NestFastifyApplication, about: NestAppOptions['document']): void {
  const config = new DocumentBuilder()
    .setTitle(about.title)
    .setVersion(about.version)
    .setDescription(about.description ?? '')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key: nk_…' })
    .addCookieAuth('naru_session')
    .build();
  SwaggerModule.setup('docs', app, () => withRefusals(SwaggerModule.createDocument(app, config)), {
    jsonDocumentUrl: 'docs-json',
    raw: ['json'],
    customSiteTitle: about.title,
  });
}
