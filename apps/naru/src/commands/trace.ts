import { AppError } from '@naru/contracts';
import type { Database } from '@naru/db';
import { Command } from 'commander';

import { answerChain } from '../trace/answer-chain.ts';
import { chainLines } from '../trace/chain-lines.ts';
import { findSource } from '../trace/find-source.ts';
import { reachLines } from '../trace/reach-lines.ts';
import { reachOf } from '../trace/reach.ts';
import { printer, type CommandContext } from './context.ts';

interface TraceOptions {
  readonly message?: string;
  readonly source?: string;
  readonly json: boolean;
}

/** `naru:trace`: from an answer back to its sources, or from a source to all that it reached. */
export function traceCommand(context: CommandContext): Command {
  return new Command('trace')
    .description('From an answer back to all that it came from, or from a source to all that it reached.')
    .option('--message <id>', "an answer's id, as the page shows it under where it came from")
    .option('--source <source>', 'a path, a SHA-256, the id of an upload, or the name of a source')
    .option('--json', 'as one JSON document', false)
    .action((options: TraceOptions) => trace(options, context));
}

async function trace({ message, source, json }: TraceOptions, context: CommandContext): Promise<void> {
  if ((message === undefined) === (source === undefined)) {
    throw new AppError('usage', 'Give --message=<id> or --source=<path, hash, id or name>.');
  }
  const print = printer(context);
  const { places } = context;
  const database = await context.openDatabase();
  try {
    const lines =
      message === undefined
        ? await sourceLines(source ?? '', { json, database, places })
        : await messageLines(message, { json, database, places });
    for (const line of lines) print(line);
  } finally {
    await database.close();
  }
}

interface Tracing {
  readonly json: boolean;
  readonly database: Database;
  readonly places: CommandContext['places'];
}

async function messageLines(message: string, { json, database, places }: Tracing): Promise<string[]> {
  const chain = await answerChain(message, database, places.root);
  return json ? [JSON.stringify(chain, null, 2)] : chainLines(chain);
}

async function sourceLines(source: string, { json, database, places }: Tracing): Promise<string[]> {
  const files = await findSource(source, database, places);
  const sought = { sha256: new Set(files.map(({ sha256 }) => sha256)), messageIds: new Set<string>() };
  const reach = await reachOf(sought, database, places.root);
  if (json) return [JSON.stringify({ files, ...reach }, null, 2)];
  const lines = reachLines(reach);
  return [
    ...files.map(({ name, sha256 }) => `${name}, sha256 ${sha256}`),
    ...(lines.length === 0 ? ['  reached nothing that is on this machine'] : lines),
  ];
}
