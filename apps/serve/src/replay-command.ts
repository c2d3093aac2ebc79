import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import { databasePlace, DatabaseSettings, openDatabase } from '@naru/db';
import { createEngine, EngineSettings, type EngineSupervisor } from '@naru/engine';
import { findRun } from '@naru/runs';

import { replay, type ReplayOptions } from './replay/replay.ts';
import type { Load } from './run-serve.ts';

const USAGE =
  'serve:replay --adapter=<run, name or hash; or base> [--conversations=<id>,<id>] [--out=<folder>]: asks it again what people asked. Without --conversations: what they rated and agreed to have learned from.';

/** `serve:replay`: another adapter answers what people asked, beside what they were answered. */
export async function replayCommand(argv: readonly string[], load: Load, say = tell): Promise<number> {
  const { adapter, conversations, folder } = wanted(argv);
  const root = workspaceRoot();
  const database = await openDatabase(databasePlace(load(DatabaseSettings)));
  const settings = load(EngineSettings);
  // Beside one that serve runs: on a port of its own.
  const engine = await createEngine(settings, { port: 0, stateDir: join(root, 'data', 'engine', 'replay') });
  try {
    const forgotten = join(root, 'data', 'forgotten.jsonl');
    const form = settings.engine === 'llamacpp' ? 'gguf' : 'peft';
    const model = await modelOf(adapter, { engine, form, runs: join(root, 'models', 'fine-tuned') });
    const options = { folder, forgotten, client: engine.client, model, conversations, say };
    const { path, answers, known, corrected } = await replay(database, options);
    if (answers === 0) {
      say('There is nothing to ask again: nobody rated an answer and agreed to have it learned from.');
      say('  --conversations=<id>,<id> names any conversation.');
      return 0;
    }
    say(`${answers} answers by ${model.name}${known > 0 ? `, ${known} of them there already` : ''}`);
    if (corrected.nearer + corrected.farther > 0) {
      say(`  nearer to the correction than before: ${corrected.nearer}, farther from it: ${corrected.farther}`);
    }
    say(`  ${relative(process.cwd(), path)}`);
    return 0;
  } finally {
    await engine.stop();
    await database.close();
  }
}

interface Where {
  readonly engine: EngineSupervisor;
  readonly form: 'gguf' | 'peft';
  readonly runs: string;
}

async function modelOf(wantedModel: string, { engine, form, runs }: Where): Promise<ReplayOptions['model']> {
  await engine.start();
  if (wantedModel === 'base') return { name: engine.base.id, adapter: null, sha256: null };
  const { name, sha256, path, ggufPath, chatTemplateSha256 } = await findRun(wantedModel, runs);
  await engine.setAdapters([{ name, path: form === 'gguf' ? ggufPath : path, chatTemplateSha256 }]);
  return { name, adapter: name, sha256 };
}

/** @throws AppError `usage` */
function wanted(argv: readonly string[]) {
  const options = { adapter: { type: 'string' }, conversations: { type: 'string' }, out: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.adapter === undefined) throw new Error('--adapter says which model answers.');
    const folder = values.out === undefined ? join(workspaceRoot(), 'results', 'replays') : resolve(values.out);
    const conversations = (values.conversations ?? '').split(',').filter((id) => id !== '');
    return { adapter: values.adapter, conversations, folder };
  } catch (cause) {
    throw new AppError('usage', (cause as Error).message, { hint: USAGE, cause });
  }
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
