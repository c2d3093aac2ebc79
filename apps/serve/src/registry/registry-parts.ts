import type { Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { ProductionFollower } from '../following/production-follower.ts';
import type { MlflowLinks } from '../provenance/mlflow-links.ts';
import { AuditLog } from './audit-log.ts';
import { EvaluationReports } from './evaluation-reports.ts';
import { KnownVersions } from './known-versions.ts';
import { Lineages } from './lineage.ts';
import { Promotions } from './promotions.ts';
import { RegistryStates } from './registry-state.ts';

export interface RegistryOptions {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  /** `results` */
  readonly resultsFolder: string;
  /** `data/datasets` */
  readonly datasetsFolder: string;
}

interface Given {
  readonly registry: BaseRegistry;
  readonly follower: ProductionFollower;
  readonly links: MlflowLinks;
}

/** What the routes of models are given. */
export function registryParts(options: RegistryOptions, { registry, follower, links }: Given): readonly object[] {
  const { database, engine, datasetsFolder } = options;
  const reports = new EvaluationReports(options.resultsFolder);
  const audit = new AuditLog(registry);
  const versions = new KnownVersions({ database, engine, registry });
  return [
    reports,
    audit,
    new RegistryStates({ engine, registry, follower, versions, reports, links }),
    new Promotions({ database, registry, reports }),
    new Lineages({ database, audit, reports, links, datasetsFolder }),
  ];
}
