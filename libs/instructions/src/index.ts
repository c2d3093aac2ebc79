// Owns instructions whose following a program can check: IFEval's, and Korean ones. Does not know prompts, models, or
// what a share of followed instructions means.
export { check, type Followed, type Instruction } from './check.ts';
export { instructionIds, instructionProblem } from './instructions.ts';
