import { IFEVAL } from './ifeval/ifeval.ts';
import { KOREAN } from './korean/korean.ts';
import { Parameters, type Definitions } from './parameters.ts';

export interface Instruction {
  /** Such as `length_constraints:number_words` or `ko:number_eojeol`. */
  readonly id: string;
  /** Named as in IFEval's data. Those that are null count as absent, as there. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const DEFINITIONS: Definitions = { ...IFEVAL, ...KOREAN };

/** Every instruction that can be checked. */
export const instructionIds: readonly string[] = Object.keys(DEFINITIONS);

/** @throws RangeError where the instruction is unknown or its parameters are wrong */
export function checkOf({ id, parameters }: Instruction): (answer: string) => boolean {
  const definition = Object.hasOwn(DEFINITIONS, id) ? DEFINITIONS[id] : undefined;
  if (definition === undefined) {
    throw new RangeError(`${JSON.stringify(id)} is no instruction; there are ${instructionIds.join(', ')}.`);
  }
  const given = new Parameters(id, parameters);
  const follows = definition(given);
  given.requireNoOthers();
  return follows;
}

/** What is wrong with an instruction, in words; nothing where it can be checked. */
export function instructionProblem(instruction: Instruction): string | undefined {
  try {
    checkOf(instruction);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
