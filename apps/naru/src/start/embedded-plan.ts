import { ensureServer, stopServer, type MlflowServer, type MlflowSettings } from '@naru/mlflow-server';

import { runTrain } from './run-train.ts';
import type { StartPlan } from './start.ts';

export interface EmbeddedOptions {
  readonly root: string;
  readonly settings: MlflowSettings;
  readonly config: string;
  readonly data?: string;
  readonly print: (line: string) => void;
}

/** The embedded default: a local MLflow, then a QLoRA fine-tune that is reused when nothing changed. */
export function embeddedPlan({ root, settings, config, data, print }: EmbeddedOptions): StartPlan {
  let server: MlflowServer | undefined;
  return {
    steps: [
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
          const chosen = [`--config=${config}`, ...(data === undefined ? [] : [`--data=${data}`])];
          return runTrain(root, ['qlora', '--reuse', ...chosen], signal);
        },
      },
    ],
    ready: () => [
      `MLflow     ${server?.url ?? ''}  (experiment "${settings.experimentName}")`,
      'Your data  npx nx run train:qlora --data=path/to/conversations.jsonl',
      'README.md says how to train on a GPU and with another base model.',
    ],
    stop: async () => {
      if (server?.started === true) await stopServer(settings, root);
    },
  };
}
