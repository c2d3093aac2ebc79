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
   * Rated answers of the chat, instead of a path: feedback@<sha> in data/feedback, latest, or an export's folder.
   */
  feedback?: string;
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
     * Rated answers of the chat, instead of a path: feedback@<sha> in data/feedback, latest, or an export's folder.
     */
    feedback?: string;
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
    | NormalizeStep
    | LanguageStep
    | QualityStep
    | JudgeStep
    | PrivateDataStep
    | DuplicatesStep
    | DecontaminateStep
    | SplitStep
    | TokensStep
  )[];
}
/**
 * NFC, invisible and control characters, mojibake, white space, HTML leftovers; never inside code.
 */
export interface NormalizeStep {
  use: 'normalize';
  /**
   * Letters and their marks as one character: Hangul syllables.
   */
  nfc: boolean;
  /**
   * Text read in the wrong encoding, where the repair is certain.
   */
  mojibake: boolean;
  /**
   * Zero-width, direction and control characters.
   */
  invisible: boolean;
  /**
   * Line ends, kinds of space, trailing spaces, runs of blank lines.
   */
  white_space: boolean;
  /**
   * HTML entities and simple tags.
   */
  markup: boolean;
}
/**
 * Korean, English, mixed or other, per turn and row.
 */
export interface LanguageStep {
  use: 'language';
  /**
   * Rows of other languages are dropped; empty: all stay.
   */
  keep: ('ko' | 'en' | 'mixed' | 'other')[];
}
/**
 * A score per row with its reasons.
 */
export interface QualityStep {
  use: 'quality';
  /**
   * Rows with a lower score are dropped; 0 keeps all.
   */
  threshold: number;
  /**
   * What each reason takes from a turn's score of 1 at most; 0 turns it off.
   */
  weights?: {
    placeholder?: number;
    'too-short'?: number;
    'too-long'?: number;
    refusal?: number;
    boilerplate?: number;
    echo?: number;
    'wrong-language'?: number;
    truncated?: number;
    'open-fence'?: number;
    'repeated-lines'?: number;
    'repeated-text'?: number;
    'character-run'?: number;
    symbols?: number;
    links?: number;
    digits?: number;
    'broken-text'?: number;
  };
  /**
   * Letters that an answer needs where the question asks to explain; a syllable counts as two.
   */
  explained_letters?: number;
  /**
   * Characters of a turn.
   */
  longest?: number;
  /**
   * Share of a turn's lines that stood before.
   */
  repeated_lines?: {
    from: number;
    to: number;
  };
  /**
   * Share of windows of 16 letters that stood before.
   */
  repeated_long?: {
    from: number;
    to: number;
  };
  /**
   * The same of 5 letters, over the first thousand.
   */
  repeated_short?: {
    from: number;
    to: number;
  };
  /**
   * Share of characters in runs of ten and more of the same.
   */
  character_run?: {
    from: number;
    to: number;
  };
  /**
   * Share of signs.
   */
  symbols?: {
    from: number;
    to: number;
  };
  /**
   * Share of characters in web addresses.
   */
  links?: {
    from: number;
    to: number;
  };
  /**
   * Share of digits.
   */
  digits?: {
    from: number;
    to: number;
  };
  /**
   * Characters that a wrong decoding left, in a thousand.
   */
  broken?: {
    from: number;
    to: number;
  };
}
/**
 * A model's verdict on each row, from 1 to 5 by a rubric, in the row's language. Verdicts are kept: a second build asks nothing.
 */
export interface JudgeStep {
  use: 'judge';
  /**
   * As the endpoint names it.
   */
  model: string;
  /**
   * An OpenAI-compatible API; OPENAI_BASE_URL, else the engine at VLLM_ENDPOINT, where not given. On the command line only.
   */
  endpoint?: string;
  /**
   * A folder in apps/data-prep/prompts/rubrics.
   */
  rubric: string;
  /**
   * Rows with a lower verdict are dropped; rows without one stay.
   */
  minimum: number;
  /**
   * Of the rows, chosen by their content; the others stay.
   */
  share: number;
  /**
   * Of prompts and verdicts together; rows beyond it stay unjudged.
   */
  budget_tokens: number | null;
}
/**
 * Replaces what points to a person with typed placeholders.
 */
export interface PrivateDataStep {
  use: 'private-data';
  /**
   * Kinds to replace; all where empty.
   */
  kinds: (
    | 'secret'
    | 'email'
    | 'resident-number'
    | 'foreigner-number'
    | 'card'
    | 'driver-licence'
    | 'business-number'
    | 'bank-account'
    | 'phone'
    | 'passport'
    | 'mac'
    | 'ipv6'
    | 'ipv4'
    | 'address'
  )[];
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
  /**
   * Similarity from which two rows that are both kept stay on one side of a split; 1 looks for none.
   */
  alike: number;
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
/**
 * Counts tokens as training on a base model would see them, and tells what it would cut; needs the Python environment.
 */
export interface TokensStep {
  use: 'tokens';
  /**
   * A base model as training names it: smollm2-135m-instruct, a pulled owner/name, a folder or a GGUF file.
   */
  model: string;
  /**
   * Tokens at which training cuts a row.
   */
  max_length: number;
  /**
   * Leaves out rows that would be cut.
   */
  drop_truncated: boolean;
}
