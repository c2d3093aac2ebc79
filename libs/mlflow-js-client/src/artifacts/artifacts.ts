// Owns: the calls on a run's artifacts, through the server's proxy.
import { opendir, stat } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { checkRunId } from '../names.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { PROXY, checkArtifactPath, encodePath, proxyFolder } from './artifact-path.ts';
import { downloadTo, openDownload } from './download.ts';
import { inTurns } from './in-turns.ts';
import { listFolder, walkFolder, type ArtifactInfo } from './listing.ts';
import { openSource, type ArtifactSource } from './source.ts';
import { upload, type UploadOptions } from './upload.ts';

export interface FolderOptions extends UploadOptions {
  /** Files under way at once. Default 4. */
  readonly concurrency?: number;
}

/** Asks the tracking server where a run's artifacts lie. */
type ArtifactUriOf = (runId: string, options?: CallOptions) => Promise<string>;

export class Artifacts {
  private readonly transport: Transport;
  private readonly artifactUriOf: ArtifactUriOf;
  private readonly folders = new Map<string, string>();

  constructor(transport: Transport, artifactUriOf: ArtifactUriOf) {
    this.transport = transport;
    this.artifactUriOf = artifactUriOf;
  }

  /**
   * Uploads one artifact, streamed. `path` is relative to the run; `..` and what the server would rename is refused.
   *
   * Large files go in parts where the server's store can (MLflow answers 501 where it cannot), else as one PUT.
   * `timeoutMs` limits silence, not the whole.
   */
  async upload(runId: string, path: string, source: ArtifactSource, options: UploadOptions = {}): Promise<void> {
    checkArtifactPath(path);
    const opened = await openSource(source);
    await upload(this.transport, await this.place(runId, path, options), opened, options);
  }

  /** Uploads every file below a local folder, its structure kept, and gives their artifact paths. Links are followed. */
  async uploadFolder(runId: string, folder: string, to = '', options: FolderOptions = {}): Promise<string[]> {
    const files: { path: string; file: string }[] = [];
    for await (const file of filesBelow(folder)) {
      const path = posix.join(to, relative(folder, file).split(sep).join('/'));
      files.push({ file, path: checkArtifactPath(path) });
    }
    await inTurns(files, options.concurrency ?? 4, ({ path, file }) => this.upload(runId, path, { file }, options));
    return files.map(({ path }) => path).sort();
  }

  /** The direct children of a folder of the run, or of its root. */
  async list(runId: string, folder?: string, options?: CallOptions): Promise<ArtifactInfo[]> {
    return listFolder(this.transport, checkRunId(runId), folder, options);
  }

  /** Every file below a folder of the run, or below its root. */
  walk(runId: string, folder?: string, options?: CallOptions): AsyncGenerator<ArtifactInfo> {
    return walkFolder(this.transport, checkRunId(runId), folder, options);
  }

  /**
   * An artifact's bytes as a stream.
   *
   * @throws MlflowNotFoundError
   */
  async download(runId: string, path: string, options: CallOptions = {}): Promise<Readable> {
    checkArtifactPath(path);
    return openDownload(this.transport, await this.place(runId, path, options), options);
  }

  /** Downloads one artifact to a file, which is whole or not there; a broken connection is taken up again. */
  async downloadFile(runId: string, path: string, file: string, options: CallOptions = {}): Promise<void> {
    checkArtifactPath(path);
    await downloadTo(this.transport, await this.place(runId, path, options), file, options);
  }

  /** Downloads every file below `path` ('' for all), its structure kept, and gives the local files. */
  async downloadFolder(
    runId: string,
    path: string,
    folder: string,
    options: CallOptions & { readonly concurrency?: number } = {},
  ): Promise<string[]> {
    const found: string[] = [];
    for await (const artifact of this.walk(runId, path === '' ? undefined : path, options)) found.push(artifact.path);
    const local = (artifact: string): string => join(folder, ...posix.relative(path, artifact).split('/'));
    await inTurns(found, options.concurrency ?? 4, (artifact) =>
      this.downloadFile(runId, artifact, local(artifact), options),
    );
    return found.map(local);
  }

  /** Deletes a file, or a folder with all in it. */
  async delete(runId: string, path: string, options: CallOptions = {}): Promise<void> {
    checkArtifactPath(path);
    const address = `${PROXY}/artifacts/${encodePath(await this.place(runId, path, options))}`;
    const alreadyDone = (error: { readonly status: number | undefined }): boolean => error.status === 404;
    await this.transport.json({ method: 'DELETE', path: address, repeatable: true, alreadyDone }, options);
  }

  /** Where the artifact lies below the proxy's root. A run's place never changes, so it is asked for once. */
  private async place(runId: string, path: string, options: CallOptions): Promise<string> {
    const { signal } = options;
    let folder = this.folders.get(checkRunId(runId));
    if (folder === undefined) {
      folder = proxyFolder(await this.artifactUriOf(runId, { signal }), this.transport.connection);
      if (this.folders.size >= 1000) this.folders.clear();
      this.folders.set(runId, folder);
    }
    return `${folder}/${path}`;
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderLink(path)));
    if (isFolder) yield* filesBelow(path);
    else yield path;
  }
}

async function isFolderLink(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}
