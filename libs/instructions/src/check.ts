import { checkOf, type Instruction } from './instructions.ts';
import { strip } from './python-text.ts';

export type { Instruction } from './instructions.ts';

/** Whether an answer follows an instruction. */
export interface Followed {
  /** As it stands. */
  readonly strict: boolean;
  /** As it stands, or without its asterisks, its first line, its last line, or any of these together. */
  readonly loose: boolean;
}

/**
 * Whether the answer follows the instruction, strict and loose as in IFEval (Zhou et al., "Instruction-Following
 * Evaluation for Large Language Models", 2023). An answer of white space follows none.
 *
 * @throws RangeError where the instruction is unknown or its parameters are wrong
 */
export function check(instruction: Instruction, answer: string): Followed {
  const follows = checkOf(instruction);
  const holds = (text: string): boolean => strip(text) !== '' && follows(text);
  const strict = holds(answer);
  return { strict, loose: strict || loosened(answer).some(holds) };
}

function loosened(answer: string): string[] {
  const lines = answer.split('\n');
  const cut = [lines.slice(1), lines.slice(0, -1), lines.slice(1, -1)].map((kept) => strip(kept.join('\n')));
  return [...cut, ...[answer, ...cut].map((text) => text.replaceAll('*', ''))];
}
