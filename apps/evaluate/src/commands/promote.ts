import { findRun } from '@naru/runs';
import { Command } from 'commander';

import { chooseReport } from '../promotion/choose-report.ts';
import { sayChange, settleAloud } from '../promotion/say-change.ts';
import { servedBy } from '../promotion/served-by.ts';
import { who } from '../promotion/who.ts';
import { runsFolder, withRegistry } from '../promotion/with-registry.ts';
import type { CommandContext, Done } from './context.ts';

interface PromoteArguments {
  readonly adapter: string;
  readonly report?: string;
  readonly force: boolean;
  readonly why?: string;
  readonly by?: string;
}

/** `evaluate:promote`: puts an adapter into production. */
export function promoteCommand(context: CommandContext, done: Done): Command {
  return new Command('promote')
    .description('Put an adapter into production that was shown to be better than what is there.')
    .requiredOption('--adapter <adapter>', "an adapter's name, its run or its sha256, or latest")
    .option('--report <evaluation>', 'id of the evaluation; by default the newest that fits')
    .option('--force', 'go on although something is demanded that is not met; needs --why', false)
    .option('--why <reason>', 'kept in the audit log')
    .option('--by <name>', "who promotes; by default the operating system's user")
    .action(async (given: PromoteArguments) => {
      await promote(given, context);
      done(0);
    });
}

async function promote({ adapter, report, force, why, by }: PromoteArguments, context: CommandContext): Promise<void> {
  const run = await findRun(adapter, runsFolder(context));
  const wanted = { adapterSha256: run.sha256, engine: await servedBy(run, context) };
  await withRegistry(run.baseId, context, async (registry) => {
    await settleAloud(registry, context);
    const found = await chooseReport(report, wanted, { registry, ...context });
    const order = { ...wanted, report: found, by: who(by), force, ...(why === undefined ? {} : { why }) };
    const before = (await registry.decided()).last;
    const row = await registry.promote(order);
    const isThere = before !== null && row.seq <= before.seq;
    if (isThere) context.progress.say(`${run.name} is in production already:`);
    sayChange(row, run.baseId, context);
  });
}
