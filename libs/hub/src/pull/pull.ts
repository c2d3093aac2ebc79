// Owns the bringing of a repository's chosen files into one folder. Does not know which files are wanted, nor why.
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { holdLock } from '@naru/files';

import type { RepositoryType } from '../repository.ts';
import { explained } from '../session/explain.ts';
import { refuseCancelled, type HubSession } from '../session/hub-session.ts';
import { DEFAULT_PATIENCE, type Patience, type Retrying } from '../session/patience.ts';
import type { HubSettings } from '../settings.ts';
import { bytesOf, sha256IfWhole } from './digest-file.ts';
import { diskError, freeBytes, makeFolder, requireSpace, type FreeBytes } from './disk.ts';
import { downloadFile, PART, partOf } from './download-file.ts';
import type { Found } from './look-up.ts';
import { begin, finish, forgetIfEmpty, readPulled, type Pulled, type PulledFile } from './manifest.ts';
import { ProgressMeter, type PullProgress } from './progress-meter.ts';
import type { RemoteFile } from './remote-file.ts';

export interface PullOptions {
  /** `owner/name`. */
  readonly repo: string;
  /** Branch, tag or commit; `main` where it is not given. */
  readonly revision?: string | undefined;
  /** Folder that holds `models/`. */
  readonly root: string;
  readonly settings: Pick<HubSettings, 'endpoint' | 'token'>;
  readonly signal?: AbortSignal | undefined;
  /** Called for every piece that arrives: thin it out before it is shown. */
  readonly onProgress?: (progress: PullProgress) => void;
  /** What a person should know meanwhile, a sentence. */
  readonly onNote?: (note: string) => void;
  readonly patience?: Patience;
  /** How long a connection may give nothing before it is taken for dropped. */
  readonly silenceMs?: number;
  readonly freeBytes?: FreeBytes;
}

/** What is to be brought, and into which folder. */
export interface Order {
  readonly session: HubSession;
  readonly type: RepositoryType;
  readonly found: Found;
  readonly files: readonly RemoteFile[];
  readonly dir: string;
}

export interface Brought extends Pulled {
  /** What came over the network; the rest was here. */
  readonly downloadedBytes: number;
}

const LOCK = '.naru-pull.lock';
const SILENCE_MS = 60_000;
const LOOK_UP_ATTEMPTS = 4;

/** Brings the files into their folder, one process at a time. @throws AppError `hub.*`, `disk.*`, `cancelled` */
export async function bring(options: PullOptions, order: Order): Promise<Brought> {
  const { repo, revision, signal } = options;
  const { dir, session, type } = order;
  await makeFolder(dir);
  const lock = await holdLock(join(dir, LOCK), {
    onWait: ({ pid }) => options.onNote?.(`Process ${pid} pulls ${repo} already; waiting for it.`),
    signal,
  }).catch((error: unknown) => {
    refuseCancelled(signal);
    throw diskError(error, dir);
  });
  try {
    return await new Pull(options, order).into(dir);
  } catch (error) {
    throw explained(diskError(error, dir), { session, repo, type, revision });
  } finally {
    await forgetIfEmpty(dir, [LOCK]).catch(() => undefined);
    await lock.release();
    await rmdir(dir).catch(() => undefined); // where something stands in it, it stays
  }
}

export function lookUpRetrying({ signal, patience = DEFAULT_PATIENCE, onNote }: PullOptions): Retrying {
  const attempts = Math.min(LOOK_UP_ATTEMPTS, patience.attempts);
  return { patience: { ...patience, attempts }, signal, onRetry: retryNote(onNote) };
}

const retryNote =
  (tell: PullOptions['onNote']) =>
  (error: Error, waitMs: number): void =>
    tell?.(`${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s`);

class Pull {
  readonly #options: PullOptions;
  readonly #session: HubSession;
  readonly #type: RepositoryType;
  readonly #found: Found;
  readonly #files: readonly RemoteFile[];
  readonly #meter: ProgressMeter;

  constructor(options: PullOptions, { session, type, found, files }: Order) {
    this.#options = options;
    this.#session = session;
    this.#type = type;
    this.#found = found;
    this.#files = files;
    this.#meter = new ProgressMeter(files.reduce((sum, { bytes }) => sum + bytes, 0));
  }

  async into(dir: string): Promise<Brought> {
    const whole = await this.#check(dir);
    const before = await readPulled(dir);
    const same = (file: RemoteFile): boolean => before?.files.some(({ path }) => path === file.path) === true;
    const { revision, licence } = this.#found;
    if (before?.revision === revision && whole.size === this.#files.length && this.#files.every(same)) {
      return { ...before, licence, downloadedBytes: 0 };
    }
    await this.#requireSpace(dir, whole);
    await begin(
      dir,
      this.#files.map(({ path }) => path),
    );
    const files: PulledFile[] = [];
    for (const [index, file] of this.#files.entries()) {
      const sha256 = whole.get(file.path) ?? (await this.#download(dir, file, index));
      files.push({ path: file.path, bytes: file.bytes, sha256 });
    }
    await removeParts(dir);
    const pulled: Pulled = { repo: this.#options.repo, revision, licence, files };
    await finish(dir, pulled);
    return { ...pulled, downloadedBytes: this.#meter.receivedBytes };
  }

  /** The sha256 of what is whole here already, by path. */
  async #check(dir: string): Promise<Map<string, string>> {
    const whole = new Map<string, string>();
    for (const [index, file] of this.#files.entries()) {
      refuseCancelled(this.#options.signal);
      const path = join(dir, file.path);
      if ((await bytesOf(path)) !== file.bytes) continue;
      this.#show('check', file, index);
      const sha256 = await sha256IfWhole(path, file, this.#options.signal).catch((error: unknown) => {
        refuseCancelled(this.#options.signal);
        throw error;
      });
      if (sha256 === undefined) continue;
      whole.set(file.path, sha256);
      this.#meter.found(file.bytes);
    }
    return whole;
  }

  async #requireSpace(dir: string, whole: ReadonlyMap<string, string>): Promise<void> {
    let needed = 0;
    for (const file of this.#files.filter(({ path }) => !whole.has(path))) {
      const here = (await bytesOf(partOf(join(dir, file.path), file))) ?? 0;
      needed += here > file.bytes ? file.bytes : file.bytes - here;
    }
    await requireSpace(dir, needed, this.#options.freeBytes ?? freeBytes);
  }

  async #download(dir: string, file: RemoteFile, index: number): Promise<string> {
    const { repo, patience = DEFAULT_PATIENCE, silenceMs = SILENCE_MS, onNote } = this.#options;
    const to = join(dir, file.path);
    const here = (await bytesOf(partOf(to, file))) ?? 0;
    if (here <= file.bytes) this.#meter.found(here);
    this.#show('download', file, index);
    try {
      return await downloadFile({
        session: this.#session,
        repo,
        type: this.#type,
        revision: this.#found.revision,
        file,
        to,
        meter: this.#meter,
        patience,
        silenceMs,
        onBytes: () => this.#show('download', file, index),
        onRetry: retryNote(onNote),
      });
    } catch (error) {
      throw explained(error, {
        session: this.#session,
        repo,
        type: this.#type,
        revision: this.#found.revision,
        file: file.path,
      });
    }
  }

  #show(phase: PullProgress['phase'], { path }: RemoteFile, index: number): void {
    const { onProgress } = this.#options;
    onProgress?.({ phase, path, file: index + 1, files: this.#files.length, ...this.#meter.figures() });
  }
}

// Of other revisions: their downloads broke off and are wanted no more.
async function removeParts(dir: string): Promise<void> {
  for (const name of await readdir(dir, { recursive: true })) {
    if (PART.test(name)) await rm(join(dir, name), { force: true });
  }
}
