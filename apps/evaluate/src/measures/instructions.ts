import { check } from '@naru/instructions';

import { asShare, type Measure } from './measure.ts';

type How = 'strict' | 'loose';

/** IFEval's accuracy of prompts: all instructions of one are followed. */
const byPrompt = (how: How, name: string): Measure => ({
  name,
  title: `Prompts whose instructions are all followed, ${how}`,
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) => {
    if (item.kind !== 'instructions' || answer === undefined) return undefined;
    return asShare(item.instructions.every((one) => check(one, answer.text)[how]));
  },
});

/** IFEval's accuracy of instructions; those of one prompt are one cluster. */
const byInstruction = (how: How, name: string): Measure => ({
  name,
  title: `Instructions that are followed, ${how}`,
  unit: '',
  higherIsBetter: true,
  of: (item, { answer }) => {
    if (item.kind !== 'instructions' || answer === undefined) return undefined;
    return item.instructions.map((one) => asShare(check(one, answer.text)[how]));
  },
});

export const instructions = byPrompt('strict', 'instructions');
export const instructionsLoose = byPrompt('loose', 'instructions-loose');
export const eachInstruction = byInstruction('strict', 'each-instruction');
export const eachInstructionLoose = byInstruction('loose', 'each-instruction-loose');
