// Owns the numbers about one item. Does not know models, gates, or what follows from a number.
import { choices, choicesByByte } from './choices.ts';
import { empty, repetition, templateLeak, unfinished } from './faults.ts';
import { eachInstruction, eachInstructionLoose, instructions, instructionsLoose } from './instructions.ts';
import { judgeWin } from './judge-win.ts';
import { codeSwitch, hangul, rightLanguage } from './language.ts';
import { bitsPerByte, loss } from './likelihood.ts';
import type { Measure } from './measure.ts';
import { bleu, chrf, chrfJamo, rougeL } from './overlap.ts';
import { privateData } from './private-data.ts';
import { overRefusal, refusal } from './refusal.ts';
import { register, registerKept } from './register.ts';
import { tokensPerSecond, ttft } from './speed.ts';

/** Every measure, in the order in which a report shows them. */
export const MEASURES: readonly Measure[] = [
  bitsPerByte,
  loss,
  judgeWin,
  instructions,
  instructionsLoose,
  eachInstruction,
  eachInstructionLoose,
  chrf,
  chrfJamo,
  bleu,
  rougeL,
  choices,
  choicesByByte,
  refusal,
  overRefusal,
  register,
  registerKept,
  rightLanguage,
  hangul,
  codeSwitch,
  repetition,
  unfinished,
  empty,
  templateLeak,
  privateData,
  ttft,
  tokensPerSecond,
];
