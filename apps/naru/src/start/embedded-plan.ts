import { ensureServer, stopServer, type MlflowServer, type MlflowSettings } from '@naru/mlflow-server';

import { modelSteps, type ModelOptions } from './model-steps.ts';
import { runData, runServe, type RunningServer } from './run-serve.ts';
import type { StartPlan } from './start.ts';

export interface EmbeddedOptions extends ModelOptions {
  readonly settings: MlflowSettings;
}

/**
 * The embedded default: chat with what is in production, a local MLflow, then the way of the sample conversations to a
 * model that is judged and, when it is better, served. What is done already is reused.
 */
export function embeddedPlan(options: EmbeddedOptions): StartPlan {
  const { root, settings, print } = options;
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
      ...modelSteps(options),
    ],
    ready: () => [
      `Chat       ${serve?.url ?? ''}  (the base model and the adapter, side by side if you like)`,
      ...(data === undefined ? [] : [`Data       ${serve?.url ?? ''}/data  (files, jobs and datasets)`]),
      `MLflow     ${server?.url ?? ''}  (experiment "${settings.experimentName}")`,
      'The loop   npx nx run naru:loop learns from what people rate and correct in the chat',
      'Your data  npx nx run train:qlora --data=path/to/conversations.jsonl',
      'README.md says how to train on a GPU and with another base model.',
    ],
    stop: async () => {
      await Promise.all([serve?.stop(), data?.stop()]);
      if (server?.started === true) await stopServer(settings, root);
    },
  };
}
