import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { requireRepository, targetOf, type RepositoryKind } from '../repository.ts';
import { openSession } from '../session/hub-session.ts';
import { chooseFiles } from './choose-files.ts';
import { lookUp } from './look-up.ts';
import { bring, lookUpRetrying, type Brought, type PullOptions } from './pull.ts';

export type { PullOptions };

export interface PullResult extends Brought {
  readonly dir: string;
  readonly kind: RepositoryKind;
}

/**
 * Brings a repository of the hub onto this machine, or what is missing of it, and checks every file by its hash.
 *
 * The folder is whole when `naru-pull.json` stands in it. Stopped at any moment, the same call goes on.
 *
 * @throws AppError `usage`, `hub.*`, `disk.full`, `disk.read-only`, `cancelled`
 */
export async function pullModel(options: PullOptions): Promise<PullResult> {
  const { repo, root, revision, signal, settings } = options;
  requireRepository(repo);
  const session = openSession({ settings, signal, answerWithinMs: options.silenceMs });
  const type = 'model';
  const found = await lookUp(session, { repo, type, revision }, lookUpRetrying(options));
  const { kind, files } = chooseFiles(found.files);
  if (!files.some(({ path }) => /\.(safetensors|bin|gguf)$/i.test(path))) {
    throw new AppError('hub.not-found', `${repo} holds no weights that training can use.`, {
      hint: `It needs *.safetensors, pytorch_model.bin or *.gguf at its top: ${session.endpoint}/${repo}/tree/${found.revision}`,
    });
  }
  const dir = join(root, targetOf(repo, kind));
  return { dir, kind, ...(await bring(options, { session, type, found, files, dir })) };
}
