// A workspace of its own with the real Python environment, a real MLflow and a database, for specs alone.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { createLogger, LoggingSettings } from '@naru/logging';
import { createMlflowClient, type MlflowClient } from '@naru/mlflow-js-client';
import { ensureServer, MlflowSettings, stopServer } from '@naru/mlflow-server';
import type { Terminal } from '@naru/terminal';

import { runCommandLine } from '../../command-line.ts';
import type { CommandContext } from '../../commands/context.ts';

export interface ScratchWorkspace {
  readonly root: string;
  readonly context: CommandContext;
  readonly mlflow: MlflowClient;
  /** What a command says when it is typed here. */
  readonly typed: (...argv: string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** @param port of MLflow */
export async function scratchWorkspace(port: number): Promise<ScratchWorkspace> {
  const root = mkdtempSync(join(tmpdir(), 'naru 승격-'));
  for (const name of ['.venv', 'libs', 'requirements']) symlinkSync(join(workspaceRoot(), name), join(root, name));
  mkdirSync(join(root, 'data'));
  writeFileSync(join(root, 'nx.json'), '{}');
  const env = {
    ...{ MLFLOW_PORT: String(port), MLFLOW_TRACKING_URI: join(root, 'mlruns') },
    ...{ DATABASE_URL: `sqlite:///${join(root, 'data/chat.db')}`, LOG_DIR: join(root, 'logs') },
  };
  const load: CommandContext['load'] = (type) => loadEnvironment(type, { process: env, dotenv: {} });
  const settings = load(MlflowSettings);
  const logger = await createLogger({ service: 'evaluate', settings: load(LoggingSettings), console: 'none' });
  const { url } = await ensureServer(settings, { root });
  const mlflow = createMlflowClient({ trackingUri: url });
  let said = '';
  const terminal: Terminal = { isTty: false, columns: 120, colour: false, write: (text) => (said += text) };
  const meter = { add: () => undefined, at: () => undefined, end: () => undefined };
  const context: CommandContext = {
    ...{ places: { root, cwd: root }, terminal, load, signal: new AbortController().signal },
    progress: { begin: () => meter, say: (line) => terminal.write(`${line}\n`) },
    log: logger.log,
  };
  return {
    ...{ root, context, mlflow },
    typed: async (...argv) => {
      said = '';
      await runCommandLine(argv, context);
      return said;
    },
    close: async () => {
      await Promise.all([mlflow.close(), logger.close()]);
      await stopServer(settings, root);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
