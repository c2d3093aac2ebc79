// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

export type Source = {
  /**
   * Every row bears it.
   */
  name: string;
  /**
   * A file or a folder, beside the recipe or in the workspace.
   */
  path?: string;
  /**
   * A dataset of the Hugging Face hub, owner/name, instead of a path.
   */
  hub?: string;
  /**
   * Branch, tag or commit of the hub's dataset.
   */
  revision?: string;
  /**
   * Globs over paths in the folder or dataset; all files where not given.
   *
   * @minItems 1
   */
  files?: [string, ...string[]];
  /**
   * Of this source; stands in the manifest and the card.
   */
  licence: string | null;
  /**
   * Told from the content where not given.
   */
  format?: 'jsonl' | 'json' | 'csv' | 'parquet' | 'text';
  /**
   * A label of the Encoding Standard, such as cp949; told from the content where not given.
   */
  encoding?: string;
  delimiter?: string;
  /**
   * Which column or key holds what; conversation, role and content go together: a log with one turn a row.
   */
  columns?: {
    user?: string;
    assistant?: string;
    system?: string;
    conversation?: string;
    role?: string;
    content?: string;
    id?: string;
    person?: string;
    topic?: string;
    language?: string;
  };
  /**
   * What the source's own role names stand for, such as 상담사: assistant.
   */
  roles?: {
    [k: string]: 'system' | 'user' | 'assistant' | undefined;
  };
  /**
   * Turns made of a document; {title}, {heading}, {file} and {text} stand for what they name.
   */
  template?: {
    system?: string;
    user: string;
    assistant: string;
    cut: 'none' | 'headings' | 'length';
    max_characters: number;
  };
  /**
   * Faults of turn order that exports have; each is mended only where it is named.
   */
  mend?: {
    'trailing-user'?: 'drop';
    'leading-assistant'?: 'drop';
    'same-role'?: 'join';
    'empty-turn'?: 'drop';
  };
} & Source1 & {
    /**
     * Every row bears it.
     */
    name: string;
    /**
     * A file or a folder, beside the recipe or in the workspace.
     */
    path?: string;
    /**
     * A dataset of the Hugging Face hub, owner/name, instead of a path.
     */
    hub?: string;
    /**
     * Branch, tag or commit of the hub's dataset.
     */
    revision?: string;
    /**
     * Globs over paths in the folder or dataset; all files where not given.
     *
     * @minItems 1
     */
    files?: [string, ...string[]];
    /**
     * Of this source; stands in the manifest and the card.
     */
    licence: string | null;
    /**
     * Told from the content where not given.
     */
    format?: 'jsonl' | 'json' | 'csv' | 'parquet' | 'text';
    /**
     * A label of the Encoding Standard, such as cp949; told from the content where not given.
     */
    encoding?: string;
    delimiter?: string;
    /**
     * Which column or key holds what; conversation, role and content go together: a log with one turn a row.
     */
    columns?: {
      user?: string;
      assistant?: string;
      system?: string;
      conversation?: string;
      role?: string;
      content?: string;
      id?: string;
      person?: string;
      topic?: string;
      language?: string;
    };
    /**
     * What the source's own role names stand for, such as 상담사: assistant.
     */
    roles?: {
      [k: string]: 'system' | 'user' | 'assistant' | undefined;
    };
    /**
     * Turns made of a document; {title}, {heading}, {file} and {text} stand for what they name.
     */
    template?: {
      system?: string;
      user: string;
      assistant: string;
      cut: 'none' | 'headings' | 'length';
      max_characters: number;
    };
    /**
     * Faults of turn order that exports have; each is mended only where it is named.
     */
    mend?: {
      'trailing-user'?: 'drop';
      'leading-assistant'?: 'drop';
      'same-role'?: 'join';
      'empty-turn'?: 'drop';
    };
  } & Source1;
export type Source1 =
  | {
      [k: string]: unknown | undefined;
    }
  | {
      [k: string]: unknown | undefined;
    };

/**
 * How a dataset is built, as a person writes it in YAML: its sources and the steps that their rows go through, in order.
 */
export interface DataRecipe {
  /**
   * The dataset's; its id is name@sha.
   */
  name: string;
  description: string;
  /**
   * Of the dataset as a whole.
   */
  licence: string | null;
  /**
   * @minItems 1
   */
  sources: [Source, ...Source[]];
  steps: (
    NormalizeStep | LanguageStep | QualityStep | PrivateDataStep | DuplicatesStep | DecontaminateStep | SplitStep
  )[];
}
/**
 * NFC, invisible and control characters, mojibake, white space, HTML leftovers; never inside code.
 */
export interface NormalizeStep {
  use: 'normalize';
}
/**
 * Korean, English, mixed or other, per turn and row.
 */
export interface LanguageStep {
  use: 'language';
  /**
   * Rows of other languages are dropped.
   *
   * @minItems 1
   */
  keep: ['ko' | 'en' | 'mixed' | 'other', ...('ko' | 'en' | 'mixed' | 'other')[]];
}
/**
 * A score per row with its reasons.
 */
export interface QualityStep {
  use: 'quality';
  /**
   * Rows with a lower score are dropped.
   */
  minimum: number;
}
/**
 * Replaces what points to a person with typed placeholders.
 */
export interface PrivateDataStep {
  use: 'private-data';
  /**
   * Kinds to replace; all where empty.
   */
  kinds: string[];
}
/**
 * Exact and near duplicates; the better row of a cluster stays.
 */
export interface DuplicatesStep {
  use: 'duplicates';
  /**
   * Jaccard similarity of shingles from which two rows count as the same.
   */
  threshold: number;
  permutations: number;
  seed: number;
}
/**
 * Drops rows that hold parts of evaluation sets.
 */
export interface DecontaminateStep {
  use: 'decontaminate';
  /**
   * Files or folders of evaluation items.
   *
   * @minItems 1
   */
  against: [string, ...string[]];
}
/**
 * Train, validation and test, without leakage.
 */
export interface SplitStep {
  use: 'split';
  validation: number;
  test: number;
  seed: number;
}
