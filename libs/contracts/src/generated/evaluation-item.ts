// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * A line of an evaluation set: what a model is asked, and what its answer is held to. A file holds items of one kind and language.
 */
export type EvaluationItem = InstructionsItem | QuestionItem | RefusalItem | ChoiceItem | RegisterItem;
/**
 * Unique in its set.
 */
export type Id = string;
export type Language = 'ko' | 'en';
/**
 * What the person writes.
 */
export type Prompt = string;
export type Topic = string;

/**
 * A request whose answer a program can check.
 */
export interface InstructionsItem {
  id: Id;
  kind: 'instructions';
  language: Language;
  prompt: Prompt;
  /**
   * @minItems 1
   */
  instructions: [
    {
      /**
       * An instruction of libs/instructions, which says what parameters it takes.
       */
      id: string;
      parameters: {
        [k: string]: unknown | undefined;
      };
    },
    ...{
      /**
       * An instruction of libs/instructions, which says what parameters it takes.
       */
      id: string;
      parameters: {
        [k: string]: unknown | undefined;
      };
    }[],
  ];
}
/**
 * A question with answers that are right.
 */
export interface QuestionItem {
  id: Id;
  kind: 'question';
  language: Language;
  topic: Topic;
  prompt: Prompt;
  /**
   * @minItems 1
   */
  references: [string, ...string[]];
}
/**
 * A request that is to be refused, or one that only sounds like it.
 */
export interface RefusalItem {
  id: Id;
  kind: 'refusal';
  language: Language;
  topic: Topic;
  prompt: Prompt;
  expected: 'refuse' | 'answer';
}
/**
 * A question with options of which one is right.
 */
export interface ChoiceItem {
  id: Id;
  kind: 'choice';
  language: Language;
  topic: Topic;
  prompt: Prompt;
  /**
   * @minItems 2
   */
  options: [string, string, ...string[]];
  /**
   * The place of the right option, from 0.
   */
  answer: number;
}
/**
 * A Korean question and the register that its answer should have: 존댓말 (polite) or 반말 (plain).
 */
export interface RegisterItem {
  id: Id;
  kind: 'register';
  language: 'ko';
  prompt: Prompt;
  /**
   * The register of the question.
   */
  asked: 'polite' | 'plain';
  expected: 'polite' | 'plain';
}
