import { AppError } from '@naru/contracts';
import type { Database } from '@naru/db';
import { Command } from 'commander';

import { addForgotten, type ToForget } from '../forget/forgotten-list.ts';
import { messageAndAfter } from '../forget/message-and-after.ts';
import { whatToDo } from '../forget/what-to-do.ts';
import { findSource } from '../trace/find-source.ts';
import { reachLines } from '../trace/reach-lines.ts';
import { reachOf, type Reach } from '../trace/reach.ts';
import { printer, type CommandContext } from './context.ts';

interface ForgetOptions {
  readonly message?: string | undefined;
  readonly source?: string | undefined;
  readonly why?: string;
  readonly json: boolean;
}

/** `naru:forget`: the next versions are made without it. */
export function forgetCommand(context: CommandContext): Command {
  return new Command('forget')
    .description(
      'Make the next datasets and exports of feedback without a source or a message, and say what still holds it.',
    )
    .option('--source <source>', 'a path, a SHA-256, the id of an upload, or the name of a source')
    .option('--message <id>', 'a message of the chat; with it go the answers that were written after it')
    .option('--why <why>', 'for who reads data/forgotten.jsonl')
    .option('--json', 'as one JSON document', false)
    .action((options: ForgetOptions) => forget(options, context));
}

async function forget({ message, source, why, json }: ForgetOptions, context: CommandContext): Promise<void> {
  if ((message === undefined) === (source === undefined)) {
    throw new AppError('usage', 'Give --source=<path, hash, id or name> or --message=<id>.');
  }
  const [print, { root }] = [printer(context), context.places];
  const database = await context.openDatabase();
  try {
    const things = await toForget({ message, source }, database, context);
    const added = await addForgotten(root, things, { why: why ?? null, now: new Date() });
    const reach = await reachOf(soughtOf(things), database, root);
    if (json) print(JSON.stringify({ forgotten: things, added, ...reach }, null, 2));
    else for (const line of forgottenLines(things, added, reach)) print(line);
  } finally {
    await database.close();
  }
}

async function toForget(
  { message, source }: Pick<ForgetOptions, 'message' | 'source'>,
  database: Database,
  { places }: CommandContext,
): Promise<ToForget[]> {
  if (message !== undefined) {
    const ids = await messageAndAfter(message, database);
    return ids.map((messageId) => ({ kind: 'message', messageId }));
  }
  const files = await findSource(source ?? '', database, places);
  return files.map(({ sha256, path }) => ({ kind: 'file', sha256, path }));
}

function soughtOf(things: readonly ToForget[]) {
  return {
    sha256: new Set(things.flatMap((thing) => (thing.kind === 'file' ? [thing.sha256] : []))),
    messageIds: new Set(things.flatMap((thing) => (thing.kind === 'message' ? [thing.messageId] : []))),
  };
}

function forgottenLines(things: readonly ToForget[], added: number, reach: Reach): string[] {
  const holds = reachLines(reach);
  return [
    ...things.map((thing) =>
      thing.kind === 'file' ? `${thing.path ?? 'a file'}, sha256 ${thing.sha256}` : `message ${thing.messageId}`,
    ),
    added === 0 ? 'was forgotten already.' : 'is in data/forgotten.jsonl.',
    ...(holds.length === 0 ? [] : ['', 'What still holds it:', ...holds]),
    '',
    ...whatToDo(reach),
  ];
}
