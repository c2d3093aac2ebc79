import type { Role } from '../rows/row.ts';

/** Where rows come from and how they are to be understood. What is not given is told from the content. */
export interface SourceConfig {
  /** Name of the source in the recipe; every row bears it. */
  readonly name: string;
  /** A file or a folder. */
  readonly path?: string;
  /** A dataset of the Hugging Face hub, `owner/name`, instead of a path. */
  readonly hub?: string;
  /** Branch, tag or commit of the hub's dataset. */
  readonly revision?: string;
  /** An export of feedback instead of a path: its id, `latest`, or its folder. */
  readonly feedback?: string;
  /** Set where a source of feedback has become a file. */
  readonly rated?: RatedAnswers;
  /** Globs over paths inside the folder or dataset, such as `train/*.jsonl`; all files where not given. */
  readonly files?: readonly string[];
  readonly format?: Format;
  /** A label of the Encoding Standard, such as `cp949` or `windows-1252`. https://encoding.spec.whatwg.org/#names-and-labels */
  readonly encoding?: string;
  /** One character between the cells of a line. */
  readonly delimiter?: string;
  readonly columns?: Columns;
  /** What the source's own role names stand for, such as `상담사: assistant`. */
  readonly roles?: Readonly<Record<string, Role>>;
  readonly template?: Template;
  readonly mend?: Mend;
}

/** A feedback file, and which of its answers are left out. */
export interface RatedAnswers {
  /** `feedback@<sha>` */
  readonly id: string;
  readonly answers: number;
  /** Message ids: taken back since. */
  readonly withdrawn: readonly string[];
  /** Message ids: in a later export of the same recipe, as they are now. */
  readonly superseded: readonly string[];
}

export type Format = 'jsonl' | 'json' | 'csv' | 'parquet' | 'text';

/** Which column or key holds what. `conversation`, `role` and `content` go together: a log with one turn a row. */
export interface Columns {
  readonly user?: string;
  readonly assistant?: string;
  readonly system?: string;
  readonly conversation?: string;
  readonly role?: string;
  readonly content?: string;
  readonly id?: string;
  readonly person?: string;
  readonly topic?: string;
  readonly language?: string;
}

/** Turns made of a document. `{title}`, `{heading}`, `{file}` and `{text}` stand for what they name; nothing else does. */
export interface Template {
  readonly system?: string;
  readonly user: string;
  readonly assistant: string;
  /** `headings` cuts at Markdown headings, `length` at paragraphs only; `none` takes a document whole. */
  readonly cut?: 'none' | 'headings' | 'length';
  /** Longest piece, in characters, for `headings` and `length`. */
  readonly maxCharacters?: number;
}

/** Faults of turn order that exports have; each is mended only where it is named here. */
export interface Mend {
  /** A question without an answer at the end. */
  readonly 'trailing-user'?: 'drop';
  /** A greeting before the first question. */
  readonly 'leading-assistant'?: 'drop';
  /** Two turns of one role in a row, joined by a blank line. */
  readonly 'same-role'?: 'join';
  readonly 'empty-turn'?: 'drop';
}

const MB = 1024 * 1024;

/** What hostile input may cost. */
export interface ReadLimits {
  /** A row that is longer is refused and never held. */
  readonly maxRowBytes: number;
  /** What one packed file may unpack to. */
  readonly maxUnpackedBytes: number;
  /** Unpacked to packed bytes, once more than 64 MB were unpacked. */
  readonly maxRatio: number;
  /** Nesting of JSON, measured for rows of more than 64 kB: smaller ones cannot cost much. */
  readonly maxDepth: number;
  readonly maxColumns: number;
  readonly maxFiles: number;
  /** Turns of unfinished conversations of a log that are held at once. */
  readonly maxHeldBytes: number;
  /** Uncompressed, of the columns that are read. */
  readonly maxRowGroupBytes: number;
  /** Results that come at once. */
  readonly batchRows: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  maxRowBytes: 16 * MB,
  maxUnpackedBytes: 256 * 1024 * MB,
  maxRatio: 300,
  maxDepth: 200,
  maxColumns: 16_384,
  maxFiles: 100_000,
  maxHeldBytes: 256 * MB,
  maxRowGroupBytes: 1024 * MB,
  batchRows: 256,
};
