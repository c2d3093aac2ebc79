import type { AuditRow, AuditedVersion } from '@naru/db';

import type { AdapterFiles, RegisteredVersion } from './versions/registered-version.ts';

/** The three names that a version can have in MLflow. */
export interface Aliases {
  readonly candidate: RegisteredVersion | null;
  /** Null: the base model. */
  readonly production: RegisteredVersion | null;
  /** What a rollback goes back to. Null: the base model, or nothing. */
  readonly previous: RegisteredVersion | null;
}

/** What is in production by the audit log: known when MLflow is away, too. */
export interface Decided {
  readonly production: AuditedVersion | null;
  readonly candidate: AuditedVersion | null;
  /** What was in production before, the latest last; null: the base model. A promotion adds, a rollback takes away. */
  readonly before: readonly (AuditedVersion | null)[];
  /** The newest row of the audit. */
  readonly last: AuditRow | null;
}

/** What would serve a candidate now. Null: not known here, and then not compared. */
export interface ServedBy {
  readonly kind: 'llama.cpp' | 'vllm' | 'openai';
  readonly version: string | null;
  readonly baseId: string;
  readonly baseSha256?: string | null;
  readonly chatTemplateSha256: string | null;
}

/** The bytes of a report.json, as text, and their hash. */
export interface ReportFile {
  readonly json: string;
  readonly sha256: string;
}

/** Why a promotion is refused. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for people: what is wrong, and what to do. */
  readonly message: string;
  /** `--force` goes on all the same. What could not be served is never forced. */
  readonly forcible: boolean;
}

export type RefusalCode =
  | 'adapter.missing'
  | 'adapter.changed'
  | 'adapter.base'
  | 'adapter.template'
  | 'report.missing'
  | 'report.broken'
  | 'report.unknown'
  | 'report.edited'
  | 'report.old'
  | 'report.adapter'
  | 'report.dataset'
  | 'report.template'
  | 'report.base'
  | 'report.engine'
  | 'report.baseline'
  | 'report.contaminated'
  | 'report.unchecked'
  | 'report.verdict';

/** What is asked to be promoted. */
export interface Promotion {
  readonly adapterSha256: string;
  readonly report: ReportFile | null;
  readonly engine: ServedBy;
}

/** Who promotes, and why. */
export interface PromotionOrder extends Promotion {
  /** An account, the operating system's user, `canary` or `loop`. */
  readonly by: string;
  /** Goes on although demands are not met; needs `why`. */
  readonly force?: boolean;
  /** By default what the report says. */
  readonly why?: string;
}

/** What is put beside production to be tried; null ends it. */
export interface Nomination {
  readonly action: 'candidate' | 'canary-start' | 'canary-end';
  readonly adapterSha256: string | null;
  readonly by: string;
  readonly why: string;
  readonly report?: ReportFile | null;
}

export interface AuditQuery {
  /** At most so many rows, the newest first. */
  readonly limit: number;
  /** Rows before this `seq`. */
  readonly before?: number;
}

/** What `settle` found and did. */
export interface Settled {
  /** A change that was recorded, and that a kill or an absent MLflow had left undone, was carried out. */
  readonly finished: boolean;
  /** What somebody changed in MLflow itself, as it was recorded now. */
  readonly outside: readonly AuditRow[];
}

/** The versions of one registered model, what is in production, and why. */
export interface Registry {
  /** In MLflow. */
  readonly modelName: string;

  /** All versions, the newest first. @throws AppError `tracking.unreachable`, `tracking.refused` */
  versions(): Promise<RegisteredVersion[]>;

  /** As MLflow has them. @throws AppError `tracking.unreachable`, `tracking.refused` */
  aliases(): Promise<Aliases>;

  /** As the audit log has it; asks no MLflow. */
  decided(): Promise<Decided>;

  /** Every reason for which a promotion would be refused; none: it would go through. */
  demands(promotion: Promotion): Promise<readonly Refusal[]>;

  /**
   * Puts an adapter into production. It is registered in MLflow where it was not yet. An adapter that is in production
   * already gives the row of when it came there.
   *
   * @throws AppError `promotion.refused` with every demand that is not met; `promotion.conflict` when somebody else was
   *   quicker; `tracking.unreachable`: nothing was done, or (it says so) the change is made and MLflow will be told later
   */
  promote(order: PromotionOrder): Promise<AuditRow>;

  /**
   * Puts back what was in production before; again, what was before that; in the end the base model. It needs no MLflow:
   * one that is away is told later.
   *
   * @throws AppError `promotion.refused` when there is nothing to go back to, or its files are gone; `promotion.conflict`
   */
  rollback(order: { readonly by: string; readonly why: string }): Promise<AuditRow>;

  /** Says which version is the candidate. @throws AppError as `promote` */
  nominate(nomination: Nomination): Promise<AuditRow>;

  /** The audit log of this model. */
  audit(query: AuditQuery): Promise<AuditRow[]>;

  /** Where the hash chain over all models breaks: the `seq` of the first row that does not fit; null: it holds. */
  brokenAt(): Promise<number | null>;

  /**
   * Makes MLflow hold what the audit says, and the audit what somebody changed in MLflow. Cheap where both agree.
   *
   * @throws AppError `tracking.unreachable`, `tracking.refused`; `registry.lost` when MLflow no longer has the model
   */
  settle(): Promise<Settled>;
}

/** Finds an adapter's files on this machine by the hash of its weights; undefined: they are not here. */
export type FindAdapter = (sha256: string) => Promise<AdapterFiles | undefined>;
