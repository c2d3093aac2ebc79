import { Command } from 'commander';

import { evaluate } from '../evaluate.ts';
import { readOptions, type RunArguments } from '../options.ts';
import type { CommandContext, Done } from './context.ts';

/** `evaluate:run`: holds a candidate against a baseline. */
export function runCommand(context: CommandContext, done: Done): Command {
  return new Command('run')
    .description('Hold a candidate against a baseline: answers, likelihoods, measures, a verdict and its report.')
    .option('--candidate <model>', 'a run, an adapter by its name, or latest', 'latest')
    .option('--baseline <model>', 'the same, base, or production: what people are served now', 'production')
    .option('--gate <gate>', 'what has to be shown: a gate in apps/evaluate/gates, or a YAML file', 'loss')
    .option('--sets <sets>', 'names of sets in data/evaluation, as in questions.ko,refusals; files; none; else all')
    .option('--limit-items <items>', 'the first so many of each set')
    .option('--limit-rows <rows>', 'the first so many held-out rows')
    .option('--max-new-tokens <tokens>', 'of an answer at most', '256')
    .option('--seed <seed>', 'of sampling; answers are greedy', '1')
    .option('--set <key=value>', 'replaces a value of the gate, as in minimum_items=20; may be repeated', collected, [])
    .option('--judge <model>', 'a model that says which answer is better, as its endpoint names it')
    .option('--judge-url <url>', 'its OpenAI-compatible API; else OPENAI_BASE_URL, else the engine at VLLM_ENDPOINT')
    .option('--judge-budget <tokens>', 'as many tokens at most, prompts and answers')
    .option('--judge-price-in <dollars>', 'for a million tokens of prompts')
    .option('--judge-price-out <dollars>', 'for a million tokens of answers')
    .option('--lm-eval <tasks>', "tasks of EleutherAI's lm-eval over local files, by name or YAML file")
    .option('--again', 'evaluate again what was evaluated: kept answers are used, the report is new', false)
    .addHelpText('after', EXAMPLES)
    .action(async (given: RunArguments) => {
      await evaluate(readOptions(given), context);
      done(0);
    });
}

const EXAMPLES = `
Examples:
  npx nx run evaluate:run
  npx nx run evaluate:run --candidate=smollm2-135m@1a2b3c4d --baseline=base --gate=answers
  npx nx run evaluate:run --limit-items=10 --max-new-tokens=64`;

function collected(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
