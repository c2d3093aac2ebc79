import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { commit, createRepo, modelInfo } from '@huggingface/hub';
import { AppError } from '@naru/contracts';

import { byteText } from '../byte-text.ts';
import { requireRepository } from '../repository.ts';
import { explained } from '../session/explain.ts';
import { HubRefusal } from '../session/failures.ts';
import { openSession, refuseCancelled, type HubSession } from '../session/hub-session.ts';
import { DEFAULT_PATIENCE, patiently, type Patience } from '../session/patience.ts';
import type { HubSettings } from '../settings.ts';

export interface PushOptions {
  /** `owner/name`; made when it is not there. */
  readonly repo: string;
  /** PEFT folder: adapter_model.safetensors, adapter_config.json, README.md. */
  readonly adapterDir: string;
  /** The same adapter for llama.cpp; goes up as adapter.gguf. */
  readonly ggufPath?: string | undefined;
  /** First line of the commit. */
  readonly title: string;
  /** A new repository is private without it, and an existing public one is refused. */
  readonly public?: boolean;
  readonly settings: Pick<HubSettings, 'endpoint' | 'token'>;
  readonly signal?: AbortSignal | undefined;
  /** What a person should know meanwhile, a sentence. */
  readonly onNote?: (note: string) => void;
  readonly patience?: Patience;
}

export interface PushResult {
  readonly url: string;
  readonly commit: string;
  readonly created: boolean;
  readonly private: boolean;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

const ATTEMPTS = 4;

/**
 * Puts an adapter, its model card and its GGUF form into a repository of the hub, in one commit.
 *
 * @throws AppError `usage`, `model.not-found`, `hub.unauthorized`, `hub.unreachable`, `cancelled`
 */
export async function pushAdapter(options: PushOptions): Promise<PushResult> {
  const { repo, settings, signal } = options;
  requireRepository(repo);
  const session = openSession({ settings, signal });
  requireToken(session);
  const files = await filesOf(options);
  try {
    const { created, isPrivate } = await repository(session, options);
    const bytes = files.reduce((sum, file) => sum + file.content.size, 0);
    options.onNote?.(`Uploading ${files.length} files (${byteText(bytes)}) to ${repo}`);
    const done = await commit({
      hubUrl: session.endpoint,
      fetch: session.request,
      repo,
      title: options.title,
      operations: files.map((file) => ({ operation: 'addOrUpdate', ...file })),
      // Its protocol of chunks needs a second service; an adapter is small.
      useXet: false,
      ...(signal !== undefined && { abortSignal: signal }),
    });
    return {
      url: `${session.endpoint}/${repo}`,
      commit: done?.commit.oid ?? '',
      created,
      private: isPrivate,
      files: files.map(({ path, content }) => ({ path, bytes: content.size })),
    };
  } catch (error) {
    refuseCancelled(signal);
    throw explained(error, { session, repo, writes: true });
  }
}

function requireToken({ hasToken, endpoint }: HubSession): void {
  if (hasToken) return;
  throw new AppError('hub.unauthorized', 'HUGGINGFACE_TOKEN is not set, and the hub takes nothing without it.', {
    hint: `Make a token with write permission at ${endpoint}/settings/tokens and set HUGGINGFACE_TOKEN in the environment or in .env.`,
  });
}

const REQUIRED = ['adapter_model.safetensors', 'adapter_config.json', 'README.md'];
const GGUF_NAME = 'adapter.gguf';
// Hidden files and those of an interrupted write are nobody's business.
const LEFT_OUT = /^\.|\.(tmp|part|lock)$/;

async function filesOf({ adapterDir, ggufPath }: PushOptions): Promise<{ path: string; content: Blob }[]> {
  const entries = await readdir(adapterDir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && !LEFT_OUT.test(entry.name)).map(({ name }) => name);
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new AppError('model.not-found', `${adapterDir} lacks ${missing.join(' and ')}.`);
  if (ggufPath !== undefined && (await stat(ggufPath).catch(() => undefined))?.isFile() !== true) {
    throw new AppError('model.not-found', `${ggufPath} is not there.`);
  }
  const paths = names.sort().map((name): [string, string] => [name, join(adapterDir, name)]);
  if (ggufPath !== undefined) paths.push([GGUF_NAME, ggufPath]);
  return Promise.all(paths.map(async ([path, from]) => ({ path, content: await openAsBlob(from) })));
}

/** Finds or makes the repository. */
async function repository(
  session: HubSession,
  options: PushOptions,
): Promise<{ readonly created: boolean; readonly isPrivate: boolean }> {
  const { repo, public: isPublic = false, signal, patience = DEFAULT_PATIENCE } = options;
  const retrying = { patience: { ...patience, attempts: Math.min(ATTEMPTS, patience.attempts) }, signal };
  const look = (): Promise<Visibility | undefined> => patiently(() => visibilityOf(session, repo), retrying);
  let existing = await look();
  if (existing === undefined) {
    if (await patiently(() => create(session, repo, isPublic), retrying))
      return { created: true, isPrivate: !isPublic };
    existing = await look();
  }
  if (existing === 'public' && !isPublic) {
    throw new AppError('usage', `${repo} is there already and is public: everyone could read the adapter.`, {
      hint: 'Add --public if that is meant, name another repository, or make this one private on its settings page.',
    });
  }
  if (existing === 'private' && isPublic)
    options.onNote?.(`${repo} is private and stays so; its settings page changes that.`);
  return { created: false, isPrivate: existing === 'private' };
}

type Visibility = 'public' | 'private';

async function visibilityOf(session: HubSession, repo: string): Promise<Visibility | undefined> {
  try {
    const { private: isPrivate } = await modelInfo({ hubUrl: session.endpoint, fetch: session.request, name: repo });
    return isPrivate ? 'private' : 'public';
  } catch (error) {
    if (error instanceof HubRefusal && isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = ({ code, status }: HubRefusal): boolean =>
  code === 'RepoNotFound' || (code === null && status === 404);

// The library wants a token of its own form; the session puts the real one in its place.
const IN_PLACE_OF_TOKEN = 'hf_';

/** @returns whether it was made; an earlier try, whose answer was lost, may have made it */
async function create(session: HubSession, repo: string, isPublic: boolean): Promise<boolean> {
  try {
    await createRepo({
      hubUrl: session.endpoint,
      fetch: session.request,
      repo,
      visibility: isPublic ? 'public' : 'private',
      accessToken: IN_PLACE_OF_TOKEN,
    });
    return true;
  } catch (error) {
    if (error instanceof HubRefusal && error.status === 409) return false;
    throw error;
  }
}
