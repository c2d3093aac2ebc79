// Owns the shapes that the data service's HTTP API gives and takes. Does not know how they look.
import type { ApiErrorBody } from '../../api/types.ts';

export type SourceKind = 'upload' | 'hub' | 'feedback' | 'synthetic';
export type Turn = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };
export type Split = 'train' | 'validation' | 'test';

export const SPLITS: readonly Split[] = ['train', 'validation', 'test'];

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly fileName: string | null;
  readonly hub: { readonly repo: string; readonly revision: string | null } | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly licence: string | null;
  readonly createdAt: string;
  readonly ownerName: string | null;
}

export interface SourcePage {
  readonly sources: readonly Source[];
  readonly nextCursor: string | null;
}

export interface HubRequest {
  readonly hub: string;
  readonly revision?: string;
  readonly licence?: string;
}

export interface SourceChange {
  readonly name?: string;
  readonly licence?: string | null;
}

/** Turns that are made of a document. */
export interface Template {
  readonly user: string;
  readonly assistant: string;
}

/** Which columns of a table hold the turns. */
export interface Columns {
  readonly user: string;
  readonly assistant: string;
}

/** How a source is read that does not tell it itself. */
export type ReadAs = { readonly template: Template } | { readonly columns: Columns };

export interface PreviewRow {
  readonly messages: readonly Turn[];
  readonly at: string;
  readonly language?: string;
}

export interface Refused {
  /** File and line. */
  readonly at: string;
  readonly field: string | null;
  readonly reason: string;
}

export interface Preview {
  readonly rows: readonly PreviewRow[];
  readonly refused: readonly Refused[];
  readonly format: string | null;
  readonly shape: string | null;
  readonly encoding: string | null;
}

export interface RecipeSource {
  readonly source: string;
  readonly name: string;
  readonly licence?: string;
  readonly template?: Template;
  readonly columns?: Columns;
}

export type RecipeStep = { readonly use: string } & Readonly<Record<string, unknown>>;

export interface Recipe {
  readonly name: string;
  readonly description?: string;
  readonly licence?: string | null;
  readonly sources: readonly RecipeSource[];
  readonly steps?: readonly RecipeStep[];
}

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface JobProgress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly datasetId: string | null;
  readonly error: ApiErrorBody | null;
  readonly progress: JobProgress | null;
  readonly recipe: Recipe;
  /** The step that was made anew. */
  readonly again: string | null;
  readonly ownerName: string | null;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor: string | null;
}

export interface Dataset {
  /** `name@sha`. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string | null;
  readonly createdAt: string;
  readonly jobId: string | null;
  readonly ownerName: string | null;
  readonly rows: Readonly<Record<Split, number>>;
  readonly bytes: number;
  readonly sources: readonly DatasetSource[];
}

export interface DatasetSource {
  readonly name: string;
  readonly rows: number;
  readonly refused: number;
  readonly licence: string | null;
}

export interface DatasetPage {
  readonly datasets: readonly Dataset[];
  readonly nextCursor: string | null;
}

export interface ManifestStep {
  readonly name: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly changed: number;
  /** Rows by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

export interface WholeDataset extends Dataset {
  readonly manifest: { readonly steps: readonly ManifestStep[] };
}

export interface SampleRow {
  readonly number: number;
  readonly messages: readonly Turn[];
  readonly source?: string;
  readonly language?: string;
  readonly synthetic?: unknown;
}

export interface SamplePage {
  readonly rows: readonly SampleRow[];
  readonly nextAfter: number | null;
}

export type Change = 'same' | 'added' | 'removed' | 'changed';

export interface ChangedPart {
  readonly name: string;
  readonly change: Change;
}

export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly rows: Readonly<
    Record<Split, { readonly kept: number; readonly added: number; readonly removed: number }>
  > & {
    readonly moved: number;
  };
  readonly samples: {
    readonly added: readonly { readonly messages: readonly Turn[] }[];
    readonly removed: readonly { readonly messages: readonly Turn[] }[];
  };
  readonly steps: readonly ChangedPart[];
  readonly sources: readonly ChangedPart[];
}
