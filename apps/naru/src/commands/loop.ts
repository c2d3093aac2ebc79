import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import type { Database, LoopTrigger } from '@naru/db';
import { tryLock, type Lock } from '@naru/files';
import { Command, InvalidArgumentError } from 'commander';

import { loopSteps } from '../loop/loop-steps.ts';
import { readPolicy } from '../loop/policy.ts';
import { Rounds } from '../loop/rounds.ts';
import { runRound } from '../loop/run-round.ts';
import { watch, type WatchOptions } from '../loop/watch.ts';
import { NaruSettings } from '../settings.ts';
import { printer, type CommandContext } from './context.ts';

interface LoopOptions extends WatchOptions {
  readonly policy: string;
  readonly watch: boolean;
  readonly again?: string;
}

/** `naru:loop`: from new feedback to a model that is judged and, by policy, released. */
export function loopCommand(context: CommandContext): Command {
  return new Command('loop')
    .description(
      'From new feedback to a dataset, a model, a verdict and, by policy, a canary. What has not changed is not done again.',
    )
    .option('--policy <name or file>', 'what a round does: a policy in apps/naru/loops, or a YAML file', 'default')
    .option('--watch', 'stay, and begin rounds by --cron, --min-corrections, or both', false)
    .option('--cron <expression>', 'when, as in "0 3 * * *"')
    .option('--min-corrections <number>', 'as soon as people wrote so many new corrections', wholeNumber)
    .option('--again <step>', 'do this step though nothing has changed: dataset, train, evaluate or release')
    .action((options: LoopOptions) => runLoop(options, context));
}

async function runLoop(options: LoopOptions, context: CommandContext): Promise<void> {
  const policy = readPolicy(options.policy, context.places);
  if (!options.watch && (options.cron ?? options.minCorrections) !== undefined) {
    throw new AppError('usage', '--cron and --min-corrections say when to begin: give --watch with them.');
  }
  const signal = context.signal();
  const lock = await onlyLoop(context.places.root);
  let database: Database | undefined;
  try {
    database = await context.openDatabase();
    const [print, rounds] = [printer(context), new Rounds(database)];
    const steps = loopSteps(database, context.load(NaruSettings));
    const { again } = options;
    requireStep(again, steps);
    const stage = { root: context.places.root, signal };
    const deps = { places: context.places, rounds, steps, stage, print, ...(again !== undefined && { again }) };
    const round = async (startedBy: LoopTrigger): Promise<void> => {
      await runRound(policy, startedBy, deps);
    };
    if (!options.watch) await round('command');
    else await watch(options, { ...watching(rounds), round: (by) => survived(round(by), print), signal, print });
  } finally {
    await database?.close();
    await lock.release();
  }
}

const watching = (rounds: Rounds) => ({
  corrections: async () => rounds.correctionsSince(await rounds.lastBegan()),
});

/** A round that fails is told of; the next one may go through. */
async function survived(round: Promise<void>, print: (line: string) => void): Promise<void> {
  await round.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    print(`\n${error.code}: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`);
  });
}

async function onlyLoop(root: string): Promise<Lock> {
  const attempt = await tryLock(join(root, 'data', 'loop.lock'));
  if (attempt.held) return attempt.lock;
  throw new AppError('run.locked', `Another loop runs here (process ${attempt.by.pid}).`, {
    hint: 'One loop at a time. Wait for it, or stop it with Ctrl-C where it runs.',
  });
}

function requireStep(again: string | undefined, steps: readonly { readonly name: string }[]): void {
  const names = steps.map(({ name }) => name);
  if (again === undefined || names.includes(again)) return;
  throw new AppError('usage', `--again=${again}: the loop has no such step; it has ${names.join(', ')}.`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It is no whole number from 1 on.');
}
