// Owns the shapes of serve's registry: versions, reports, the audit log, lineage, canaries.

export type Alias = 'candidate' | 'production' | 'previous';
export type Verdict = 'better' | 'not better' | 'inconclusive';

/** A version of the registered model: one adapter. */
export interface Version {
  /** null: MLflow does not have it yet. */
  readonly version: string | null;
  /** As serve calls it: `name@sha`. */
  readonly name: string;
  readonly adapterSha256: string;
  readonly runId: string | null;
  readonly datasetId: string | null;
  readonly baseId: string | null;
  readonly createdAt: string | null;
  readonly aliases: readonly Alias[];
  /** Of the newest report. */
  readonly verdict: Verdict | null;
  readonly mlflowUrl: string | null;
}

/** What an alias names; the base model has no hash. */
export interface Named {
  readonly name: string;
  readonly version: string | null;
  readonly adapterSha256: string | null;
}

export interface Production extends Named {
  /** null: since the beginning. */
  readonly since: string | null;
  /** Only administrators are told. */
  readonly by: string | null;
  readonly why: string | null;
  readonly forced: boolean;
}

/** How serve follows the alias `production`. */
export interface Following {
  readonly follows: 'alias' | 'DEFAULT_MODEL' | 'nothing';
  /** What who names no model gets. */
  readonly production: { readonly model: string };
  /** What the alias means, where that is another, and why it is not served yet, or not at all; in English. */
  readonly wanted: { readonly model: string; readonly because: string } | null;
  /** Answers that the model before still gives. */
  readonly draining: { readonly model: string; readonly answers: number } | null;
}

export interface RegistryState {
  readonly modelName: string;
  readonly baseId: string;
  /** When MLflow was last asked with success; null: it is away and was never there. */
  readonly knownAt: string | null;
  /** MLflow does not answer: this is what was last known. */
  readonly away: boolean;
  readonly production: Production;
  /** Where a rollback leads; null: there is nothing to go back to. */
  readonly rollBackTo: Named | null;
  readonly versions: readonly Version[];
  readonly mlflowUrl: string | null;
  readonly following: Following | null;
}

export type AuditAction = 'promote' | 'rollback' | 'candidate' | 'canary-start' | 'canary-end' | 'outside';

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly action: AuditAction;
  readonly alias: Alias;
  readonly by: string;
  /** null: the base model for `production`, nothing for `candidate`. */
  readonly from: Named | null;
  readonly to: Named | null;
  readonly why: string;
  readonly forced: boolean;
  readonly evalId: string | null;
  readonly reportSha256: string | null;
  readonly hash: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Every entry holds the hash of the one before; null: not said with this page. */
  readonly intact: boolean | null;
  readonly nextCursor: string | null;
}

export interface ReportSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly candidate: Named;
  readonly baseline: Named;
  readonly verdict: Verdict;
  readonly gate: string;
  readonly because: readonly string[];
  readonly contaminated: boolean;
  /** Of the report's bytes. */
  readonly sha256: string;
}

export interface Measure {
  readonly measure: string;
  readonly title: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly role: 'primary' | 'guardrail' | 'shown';
  readonly items: number;
  readonly candidate: number | null;
  readonly baseline: number | null;
  /** More is better. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly outcome: 'shown' | 'refuted' | 'open' | null;
}

export interface Report {
  readonly id: string;
  readonly createdAt: string;
  readonly verdict: Verdict;
  readonly because: readonly string[];
  readonly gate: { readonly name: string; readonly level: number };
  readonly candidate: { readonly name: string };
  readonly baseline: { readonly name: string };
  readonly engine: { readonly kind: string; readonly version: string | null };
  readonly sets: readonly { readonly name: string; readonly items: number }[];
  readonly measures: readonly Measure[];
  readonly contamination: {
    readonly checked: boolean;
    readonly rows: number;
    readonly overlaps: readonly { readonly set: string; readonly item: string; readonly excerpt: string }[];
    readonly note: string | null;
  };
}

export interface WholeReport {
  readonly sha256: string;
  readonly report: Report;
}

/** A reason for which a promotion is refused. */
export interface Demand {
  /** What is not met, as the page has words for it. */
  readonly code: string;
  /** The same in an English sentence. */
  readonly message: string;
  /** A reason is enough to go on all the same; what could not be served is never forced. */
  readonly forcible: boolean;
}

export interface Demands {
  readonly evalId: string | null;
  readonly unmet: readonly Demand[];
}

export interface Lineage {
  readonly sources: readonly { readonly name: string; readonly rows: number; readonly refused: number }[];
  readonly dataset: {
    readonly id: string;
    readonly sha256: string;
    readonly rows: number | null;
    /** Its folder is still there. */
    readonly here: boolean;
  } | null;
  readonly base: { readonly id: string };
  readonly run: { readonly id: string; readonly mlflowUrl: string | null } | null;
  readonly adapter: { readonly name: string; readonly sha256: string; readonly here: boolean };
  readonly reports: readonly ReportSummary[];
  readonly production: readonly { readonly from: string; readonly until: string | null }[];
  readonly answers: { readonly count: number; readonly firstAt: string | null; readonly lastAt: string | null };
}

export type CanaryState = 'running' | 'promoted' | 'rolled-back' | 'timed-out' | 'stopped';

export interface CanarySide {
  readonly conversations: number;
  /** 0: as it should be, 1: not. */
  readonly mean: number | null;
}

/** Bounds of candidate minus baseline that hold at all times at once: above 0 is worse. */
export interface CanaryMeasure {
  readonly measure: string;
  readonly title: string;
  readonly candidate: CanarySide;
  readonly baseline: CanarySide;
  readonly difference: number | null;
  readonly low: number;
  readonly high: number;
  /** How much worse still counts as no worse. */
  readonly margin: number;
  readonly outcome: 'worse' | 'no worse' | 'open';
  /** Conversations still needed if all goes on as it did. */
  readonly more: number | null;
  /** The bounds as they went, oldest first. */
  readonly history: readonly { readonly at: string; readonly low: number; readonly high: number }[];
}

export interface Canary {
  readonly id: string;
  readonly candidate: Named;
  readonly baseline: Named | null;
  readonly mode: 'share' | 'shadow';
  readonly share: number;
  readonly policy: {
    readonly measures: readonly string[];
    readonly level: number;
    readonly minimum: number;
    readonly maxHours: number;
    readonly onWin: 'promote' | 'wait';
  };
  readonly state: CanaryState;
  readonly by: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly because: string | null;
  readonly verdict: 'worse' | 'won' | 'open';
  /** Why a winner is not in production yet; in English. */
  readonly waitsFor: string | null;
  readonly measures: readonly CanaryMeasure[];
}

export interface CanaryRequest {
  readonly adapterSha256: string;
  /** What a winner is promoted by. */
  readonly evalId: string | null;
  readonly mode: 'share' | 'shadow';
  readonly share: number;
  readonly maxHours: number;
  readonly minimum: number;
  readonly onWin: 'promote' | 'wait';
}

export interface Promotion {
  readonly adapterSha256: string;
  readonly evalId: string | null;
  readonly force: boolean;
  readonly why: string | null;
}
