import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { AppError } from '@naru/contracts';

import { pathOnHub, type RepositoryType } from '../repository.ts';
import { causeOf, ConnectionLost, HubRefusal } from '../session/failures.ts';
import { refuseCancelled, type HubSession } from '../session/hub-session.ts';
import { patiently, type Patience } from '../session/patience.ts';
import { bytesOf, sha256IfWhole } from './digest-file.ts';
import { diskError, makeFolder } from './disk.ts';
import type { ProgressMeter } from './progress-meter.ts';
import type { RemoteFile } from './remote-file.ts';

export interface Download {
  readonly session: HubSession;
  readonly repo: string;
  readonly type: RepositoryType;
  /** A commit. */
  readonly revision: string;
  readonly file: RemoteFile;
  readonly to: string;
  readonly meter: ProgressMeter;
  readonly patience: Patience;
  /** A connection that gives no byte for so long is taken for dropped. */
  readonly silenceMs: number;
  readonly onBytes: () => void;
  readonly onRetry: (error: Error, waitMs: number) => void;
}

/** Where a file grows until it is whole. Its name holds the content's hash: a part of another revision is never gone on with. */
export const partOf = (to: string, file: RemoteFile): string => `${to}.${file.hash.hex.slice(0, 12)}.part`;
export const PART = /\.[0-9a-f]{12}\.part$/;

/**
 * Downloads what is missing of a file, checks its hash and puts it in place.
 *
 * @returns its sha256
 * @throws AppError `hub.corrupt`, `disk.full`, `disk.read-only`, `cancelled`; HubRefusal, ConnectionLost
 */
export async function downloadFile(download: Download): Promise<string> {
  const { file, to, session, patience, onRetry } = download;
  const part = partOf(to, file);
  await makeFolder(dirname(to));
  await patiently((progressed) => receiveRest(part, download, progressed), {
    patience,
    signal: session.signal,
    onRetry,
  });
  const sha256 = await sha256IfWhole(part, file, session.signal).catch((error: unknown) => {
    refuseCancelled(session.signal);
    throw diskError(error, part);
  });
  if (sha256 === undefined) {
    await rm(part, { force: true });
    throw corrupt(download, 'its content is not what the hub names by hash');
  }
  try {
    await rename(part, to);
  } catch (error) {
    throw diskError(error, to);
  }
  return sha256;
}

function corrupt({ repo, file }: Download, why: string): AppError {
  return new AppError('hub.corrupt', `${repo}: ${file.path} was downloaded but ${why}. It was removed.`, {
    hint: 'Run the same command again. If it happens again, a proxy or a mirror (HF_ENDPOINT) may change files on their way.',
  });
}

async function receiveRest(part: string, download: Download, progressed: () => void): Promise<void> {
  const { file, meter } = download;
  let here = (await bytesOf(part)) ?? 0;
  if (here > file.bytes) {
    await rm(part);
    here = 0;
  }
  if (here > 0 && here === file.bytes) return;
  const silence = new Silence(download.silenceMs);
  try {
    const response = await ask(download, here, silence.signal);
    const resumed = response.status === 206;
    if (here > 0 && !resumed) meter.lost(here);
    await append(part, response, { ...download, start: resumed ? here : 0, silence, progressed });
  } catch (error) {
    refuseCancelled(download.session.signal);
    if (!(error instanceof HubRefusal) || error.status !== 416) throw error;
    meter.lost(here);
    await rm(part, { force: true });
    throw new ConnectionLost('the server has no such range', { cause: error });
  } finally {
    silence.over();
  }
}

async function ask(
  { session, repo, type, revision, file }: Download,
  start: number,
  signal: AbortSignal,
): Promise<Response> {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const response = await session.request(`${session.endpoint}/${pathOnHub(repo, type)}/resolve/${revision}/${path}`, {
    // Compressed on the way, bytes could be neither counted nor resumed.
    headers: { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
    signal,
  });
  const given = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status === 206 && given !== String(start)) {
    await response.body?.cancel();
    throw new ConnectionLost(`asked for bytes from ${start}, got them from ${given ?? 'an unknown place'}`);
  }
  return response;
}

interface Appending extends Download {
  readonly start: number;
  readonly silence: Silence;
  readonly progressed: () => void;
}

async function append(part: string, response: Response, appending: Appending): Promise<void> {
  const { file, start, silence, meter, onBytes, progressed } = appending;
  const handle = await open(part, start > 0 ? 'a' : 'w').catch((error: unknown) => {
    throw diskError(error, part);
  });
  let bytes = start;
  try {
    for await (const chunk of chunksOf(response, silence)) {
      bytes += chunk.byteLength;
      if (bytes > file.bytes) break;
      await handle.writeFile(chunk);
      meter.received(chunk.byteLength);
      progressed();
      onBytes();
    }
    await handle.sync();
  } catch (error) {
    throw diskError(error, part);
  } finally {
    await handle.close();
  }
  if (bytes < file.bytes) throw new ConnectionLost(`the connection ended after ${bytes} of ${file.bytes} bytes`);
  if (bytes === file.bytes) return;
  await rm(part, { force: true });
  throw corrupt(appending, `is longer than the ${file.bytes} bytes that the hub names`);
}

async function* chunksOf(response: Response, silence: Silence): AsyncGenerator<Uint8Array> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return;
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw new ConnectionLost(silence.signal.aborted ? silence.words : causeOf(cause), { cause });
      });
      if (next.done === true) return;
      silence.broken();
      yield next.value;
    }
  } finally {
    await iterator.return?.().catch(() => undefined);
  }
}

/** Ends a connection on which nothing comes. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly words: string;

  constructor(ms: number) {
    this.words = `no byte came for ${Math.round(ms / 1000)} s`;
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  broken(): void {
    this.#timer.refresh();
  }

  over(): void {
    clearTimeout(this.#timer);
  }
}
