import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, RequireScope } from '@naru/access';
import { AppError } from '@naru/contracts';
import { MessageRow } from '@naru/db';

import { Owned } from '../access/owned.ts';
import { MlflowLinks } from './mlflow-links.ts';

const object = { type: 'object', additionalProperties: true } as const;

/** Adapter → run → dataset → template → engine → parameters, as they were when the answer was made. */
export class ProvenanceView {
  @ApiProperty({ format: 'uuid' })
  messageId!: string;

  @ApiProperty()
  model!: string;

  @ApiProperty(object)
  base!: { id: string; sha256: string | null };

  @ApiProperty({ ...object, nullable: true })
  adapter!: object | null;

  @ApiProperty({ ...object, nullable: true })
  dataset!: { id: string; sha256: string } | null;

  @ApiProperty({ type: String, nullable: true })
  chatTemplateSha256!: string | null;

  @ApiProperty(object)
  engine!: { name: string; version: string | null };

  @ApiProperty(object)
  parameters!: object;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

@ApiTags('messages')
@RequireScope('conversations')
@Controller('api/messages/:id/provenance')
export class ProvenanceController {
  private readonly links: MlflowLinks;

  constructor(links: MlflowLinks) {
    this.links = links;
  }

  @Get()
  @Owned('message')
  @ApiResponse({ status: 200, type: ProvenanceView })
  @ApiResponse({ status: 409, description: 'The message is a question.' })
  get(@Mine() { id, provenance, createdAt }: MessageRow): ProvenanceView {
    if (provenance === null) throw new AppError('message.conflict', 'A question has no provenance: a person wrote it.');
    const { model, base, adapter, dataset, chatTemplateSha256, engine, parameters } = provenance;
    const linked = adapter === null ? null : { ...adapter, mlflowUrl: this.links.toRun(adapter.mlflowRunId) };
    return {
      messageId: id,
      model,
      base,
      adapter: linked,
      dataset,
      chatTemplateSha256,
      engine,
      parameters,
      createdAt: new Date(createdAt).toISOString(),
    };
  }
}
