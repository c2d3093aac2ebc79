// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

export type Endpoint = string;
/**
 * A folder in apps/data-prep/prompts/rubrics.
 */
export type Rubric = string;

/**
 * How rows are made by a model, as a person writes it in YAML: topics or seeds become questions, questions become answers.
 */
export interface DataSynthesis {
  /**
   * The source's; its id is name@sha.
   */
  name: string;
  description: string;
  /**
   * What the model's terms say of what it writes.
   */
  licence: string | null;
  /**
   * As the endpoint names it; every row bears it.
   */
  model: string;
  /**
   * An OpenAI-compatible API; OPENAI_BASE_URL, else the engine at VLLM_ENDPOINT, where not given.
   */
  endpoint?: string;
  /**
   * @minItems 1
   */
  languages: ['ko' | 'en', ...('ko' | 'en')[]];
  /**
   * What questions are about: one text for all languages, or one for each.
   */
  topics: (
    | string
    | {
        ko?: string;
        en?: string;
      }
  )[];
  /**
   * Files of rows, in any shape that a source may have: their topics, or questions where they name none, are topics too, and their questions examples.
   */
  seeds: string[];
  /**
   * Files and folders of rows that are there already; what is like one of them is not made.
   */
  against: string[];
  /**
   * Wanted of each topic and language.
   */
  rows_per_topic: number;
  /**
   * How often a topic that lacks rows is asked for questions.
   */
  rounds: number;
  /**
   * Of prompts and answers together, as the endpoint counts them, over all runs of the same configuration; null: no limit.
   */
  budget_tokens: number | null;
  concurrency: number;
  temperature: number;
  max_answer_tokens: number;
  seed: number;
  /**
   * Jaccard similarity of shingles from which a question, or a question with its answer, counts as there already.
   */
  duplicates: number;
  /**
   * The threshold of the quality step, which sees refusals and answers that were cut.
   */
  quality: number;
  /**
   * Rows are judged; those below the minimum, and those without a verdict, are left out.
   */
  judge?: {
    endpoint?: Endpoint;
    /**
     * The one that answers, where not given.
     */
    model?: string;
    rubric: Rubric;
    minimum: number;
  };
}
