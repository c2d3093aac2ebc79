import type { OpenModel } from '@naru/ask';
import type { FileHashes } from '@naru/files';
import type { TorchJobs } from '@naru/torch-runner';

import type { Row } from '../rows/row.ts';
import type { RowState } from '../rows/row-state.ts';

/** What a step decides of one row. */
export interface Decision {
  /** Why the row is left out: a short, fixed word such as `too-short`, the same for all rows of one cause. */
  readonly drop?: string;
  /** The whole row as it is from now on, only where it changed. */
  readonly row?: Row;
  /** What the step found, for later steps and the report; small, and JSON. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/**
 * A step that looks at one row at a time. Pure: the same row and parameters give the same decision, on any machine and
 * in any order, so that its results can be kept by hash.
 */
export interface RowStep<Parameters> {
  readonly name: string;
  /** Raised with every change of what it decides; part of its cache key. */
  readonly version: number;
  /** What parameters are where a recipe does not give them. */
  readonly defaults?: object;
  /** Turns what a recipe names (paths) into what the step needs of it; what it gives is part of the cache key. */
  resolve?(parameters: Parameters, places: StepPlaces): Promise<object>;
  /** Parameters are checked before; called once a shard. `work`: the folder of what builds keep. */
  prepare(parameters: Parameters, work: string): (row: Row) => Decision;
  /** What of its notes the report counts; all of them where this is not given. */
  told?(notes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

export interface StepPlaces {
  readonly work: string;
  /** The workspace. */
  readonly root: string;
  /** The path of what the recipe names. */
  readonly find: (path: string) => string;
  readonly hashes: FileHashes;
  readonly jobs: TorchJobs;
}

/**
 * A step that needs all rows. Workers collect from each shard the little that it needs, as files of bytes; it decides
 * from these in one place.
 */
export interface WholeStep<Parameters> {
  readonly name: string;
  readonly version: number;
  /** As of a step of one row. */
  resolve?(parameters: Parameters, places: StepPlaces): Promise<object>;
  /** In a worker: the files of one shard, by a short name. */
  collect(parameters: Parameters): (rows: readonly RowState[]) => Readonly<Record<string, Uint8Array>>;
  decide(parameters: Parameters, collected: Collected): Promise<Decided>;
  /** What of its notes the report counts; all of them where this is not given. */
  told?(notes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

/** What workers collected, shard by shard, in order. */
export interface Collected {
  readonly shards: readonly { readonly rows: number; readonly file: (name: string) => string }[];
  /** Tells how far it is, from 0 to 1, and lets a stop come through. @throws AbortError when the build was stopped */
  readonly progress: (share: number) => Promise<void>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** The folder of what builds keep. */
  readonly work: string;
  readonly jobs: TorchJobs;
  /** Not given where steps may not ask models. */
  readonly openModel?: OpenModel;
}

export interface Decided {
  /** The decisions of one shard, in the order of its rows. */
  of(shard: number): readonly (Decision & { readonly index: number })[];
  /** For the report: JSON. */
  readonly findings?: Readonly<Record<string, unknown>>;
  readonly figures?: readonly Figure[];
  /** For the manifest: what the step counted over all rows. */
  readonly totals?: Readonly<Record<string, number>>;
}

/** What a report shows of a step besides its counts. */
export type Figure =
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly heads: readonly string[];
      /** A number is set to the right. */
      readonly rows: readonly (readonly (string | number)[])[];
      /** A sentence below it. */
      readonly note?: string;
    }
  /** Rows by powers of two: bin n holds 2^n up to 2^(n+1) − 1. */
  | { readonly kind: 'histogram'; readonly title: string; readonly bins: readonly number[] };
