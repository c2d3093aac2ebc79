import { Command } from 'commander';

import { sayChange } from '../promotion/say-change.ts';
import { servedBase } from '../promotion/served-by.ts';
import { who } from '../promotion/who.ts';
import { withRegistry } from '../promotion/with-registry.ts';
import type { CommandContext, Done } from './context.ts';

interface RollbackArguments {
  readonly why: string;
  readonly by?: string;
  readonly base?: string;
}

/** `evaluate:rollback`: puts back what was in production before. */
export function rollbackCommand(context: CommandContext, done: Done): Command {
  return new Command('rollback')
    .description('Put back what was in production before; again, what was before that; in the end the base model.')
    .requiredOption('--why <reason>', 'kept in the audit log')
    .option('--by <name>', "who goes back; by default the operating system's user")
    .option('--base <model>', 'base model whose adapters these are; by default that of the engine')
    .action(async ({ why, by, base }: RollbackArguments) => {
      const baseId = base ?? (await servedBase(undefined, context)).id;
      await withRegistry(baseId, context, async (registry) => {
        sayChange(await registry.rollback({ by: who(by), why }), baseId, context);
      });
      done(0);
    });
}
