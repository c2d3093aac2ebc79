import { ensureServer, stopServer, type MlflowServer, type MlflowSettings } from '@naru/mlflow-server';

import { runData, runServe, type RunningServer } from './run-serve.ts';
import { runTrain } from './run-train.ts';
import type { StartPlan } from './start.ts';

export interface EmbeddedOptions {
  readonly root: string;
  readonly settings: MlflowSettings;
  readonly config: string;
  readonly data?: string;
  readonly print: (line: string) => void;
}

/**
 * The embedded default: chat with the base model, a local MLflow, then a QLoRA fine-tune that is reused when nothing
 * changed. serve offers its adapter by itself as soon as the run is finished.
 */
export function embeddedPlan({ root, settings, config, data: conversations, print }: EmbeddedOptions): StartPlan {
  let data: RunningServer | undefined;
  let serve: RunningServer | undefined;
  let server: MlflowServer | undefined;
  return {
    steps: [
      {
        title: 'The data service: from your files to datasets',
        run: async (signal) => {
          // Chat and training do without it.
          data = await runData(root, { signal, print }).catch((error: unknown) => {
            print((error as Error).message);
            return undefined;
          });
        },
      },
      {
        title: 'Chat: the API and the page, with the base model first',
        run: async (signal) => {
          serve = await runServe(root, { signal, print, dataUrl: data?.url });
        },
      },
      {
        title: 'MLflow, where runs are kept',
        run: async (signal) => {
          server = await ensureServer(settings, { root, signal });
          print(`${server.url} ${server.started ? 'is up' : 'was up already'}`);
        },
      },
      {
        title: 'Fine-tune the base model on the sample conversations (QLoRA)',
        run: (signal) => {
          const chosen = [`--config=${config}`, ...(conversations === undefined ? [] : [`--data=${conversations}`])];
          return runTrain(root, ['qlora', '--reuse', ...chosen], signal);
        },
      },
    ],
    ready: () => [
      `Chat       ${serve?.url ?? ''}  (the base model and the adapter, side by side if you like)`,
      ...(data === undefined ? [] : [`Data       ${serve?.url ?? ''}/data  (files, jobs and datasets)`]),
      `MLflow     ${server?.url ?? ''}  (experiment "${settings.experimentName}")`,
      'Your data  npx nx run train:qlora --data=path/to/conversations.jsonl',
      'README.md says how to train on a GPU and with another base model.',
    ],
    stop: async () => {
      await Promise.all([serve?.stop(), data?.stop()]);
      if (server?.started === true) await stopServer(settings, root);
    },
  };
}
