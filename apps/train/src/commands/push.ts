import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { pushAdapter, type HubSettings, type PushOptions } from '@naru/hub';

import { findRun, openRun } from '../job/index.ts';
import type { StopRequests } from '../launch/index.ts';
import type { Places } from '../places.ts';
import { toldSoFar } from './told-so-far.ts';

export interface PushCommandOptions {
  /** Id of the run, or `latest`. */
  readonly run: string;
  /** `owner/name`. */
  readonly repo: string;
  readonly public: boolean;
}

/** What pushing needs of a command's context. */
export interface PushDeps {
  readonly places: Places;
  readonly terminal: { write(text: string): void };
  readonly stop: Pick<StopRequests, 'asked' | 'onChange'>;
  readonly hub: () => HubSettings;
  readonly patience?: PushOptions['patience'];
}

/**
 * Puts the adapter, the card and the GGUF form of a finished run into a repository of the hub.
 *
 * @returns the exit status
 * @throws AppError `run.not-found`, `usage` for a run that is not finished, `hub.*`, `model.not-found`, `cancelled`
 */
export async function push({ run, repo, public: isPublic }: PushCommandOptions, deps: PushDeps): Promise<number> {
  const folder = openRun(findRun(deps.places.root, run));
  const { runId } = folder.job;
  const { finished } = toldSoFar(folder);
  if (finished === undefined) {
    throw new AppError('usage', `Run ${runId} is not finished: there is no adapter to push.`, {
      hint: `Finish it first: npx nx run train:resume --run=${runId}`,
    });
  }
  const { path, ggufPath } = finished.adapter;
  const pushed = await pushAdapter({
    repo,
    public: isPublic,
    adapterDir: join(folder.runDir, path),
    ggufPath: ggufPath === null ? undefined : join(folder.runDir, ggufPath),
    title: `Adapter of Naru run ${runId}`,
    settings: deps.hub(),
    signal: signalOf(deps.stop),
    onNote: (note) => deps.terminal.write(`${note}\n`),
    ...(deps.patience !== undefined && { patience: deps.patience }),
  });
  const visibility = pushed.private ? 'private' : 'public';
  deps.terminal.write(
    `Run ${runId} is in ${pushed.created ? 'the new' : 'the'} ${visibility} repository ${pushed.url}\n` +
      `  commit    ${pushed.commit}\n` +
      `  files     ${pushed.files.map((file) => file.path).join(', ')}\n`,
  );
  return 0;
}

function signalOf(stop: PushDeps['stop']): AbortSignal {
  const controller = new AbortController();
  stop.onChange(() => controller.abort());
  if (stop.asked) controller.abort();
  return controller.signal;
}
