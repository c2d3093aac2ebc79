import type { Database } from '@naru/db';
import type { MlflowClient } from '@naru/mlflow-js-client';

import type { Teller } from '../aliases/tell.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { FindAdapter } from '../registry.ts';
import type { KnownVersions } from '../versions/known-versions.ts';

/** What a change of an alias is made with. */
export interface Parts {
  readonly client: MlflowClient;
  readonly database: Database;
  readonly modelName: string;
  readonly findAdapter: FindAdapter;
  readonly now: () => number;
  readonly log: AuditLog;
  readonly versions: KnownVersions;
  readonly teller: Teller;
}
