import type { BaseModel, EngineStatus } from '@naru/engine';
import type { Provenance } from '@naru/db';

import type { ServedModel } from '../models/served-models.ts';

export interface ProvenanceParts {
  /** Who chose the model. */
  readonly chosenBy: NonNullable<Provenance['chosenBy']>;
  readonly base: BaseModel & { readonly sha256?: string | null };
  readonly engine: EngineStatus['engine'];
}

/** What an answer that begins now is traced by. */
export function provenanceOf(
  { id, adapter }: ServedModel,
  parameters: Provenance['parameters'],
  { base, engine, chosenBy }: ProvenanceParts,
): Provenance {
  return {
    model: id,
    chosenBy,
    base: { id: base.id, sha256: base.sha256 ?? null },
    adapter:
      adapter === null
        ? null
        : {
            name: adapter.name,
            sha256: adapter.sha256,
            runId: adapter.runId,
            mlflowRunId: adapter.mlflowRunId,
          },
    dataset:
      adapter?.datasetId && adapter.datasetSha256 ? { id: adapter.datasetId, sha256: adapter.datasetSha256 } : null,
    chatTemplateSha256: base.chatTemplateSha256 ?? adapter?.chatTemplateSha256 ?? null,
    engine: { name: engine.name, version: engine.version },
    parameters,
  };
}
