// Owns: one PUT through the artifact proxy. Large files go to multipart.ts first.
import type { CallOptions, Transport } from '../transport/transport.ts';
import { PROXY, encodePath } from './artifact-path.ts';
import { uploadInParts, type MultipartOptions } from './multipart.ts';
import type { Upload } from './source.ts';

export interface UploadOptions extends CallOptions {
  readonly multipart?: Partial<MultipartOptions> | false;
}

/** The sizes that MLflow's own Python client uses. */
const defaultMultipart: MultipartOptions = {
  thresholdBytes: 500 * 1024 ** 2,
  partBytes: 10 * 1024 ** 2,
  concurrency: 4,
};

/** Uploads to `path` below the proxy's root. */
export async function upload(
  transport: Transport,
  path: string,
  source: Upload,
  options: UploadOptions,
): Promise<void> {
  if (options.multipart !== false && source.file !== undefined && source.sizeBytes !== undefined) {
    const multipart = { ...defaultMultipart, ...options.multipart };
    const file = { path, file: source.file, sizeBytes: source.sizeBytes };
    if (file.sizeBytes >= multipart.thresholdBytes && (await uploadInParts(transport, file, multipart, options)))
      return;
  }
  await put(transport, path, source, options);
}

async function put(transport: Transport, path: string, source: Upload, options: CallOptions): Promise<void> {
  const size = source.sizeBytes === undefined ? {} : { 'content-length': String(source.sizeBytes) };
  const answer = await transport.stream(
    {
      method: 'PUT',
      url: `${PROXY}/artifacts/${encodePath(path)}`,
      headers: { 'content-type': 'application/octet-stream', ...size },
      body: source.open,
      repeatable: source.repeatable,
    },
    { ...options, timeoutMs: options.timeoutMs ?? patience(transport.timeoutMs, source) },
  );
  await answer.body.dump();
}

/** A server may pass the file on to its own store before it answers: some more silence for each 10 MB. */
function patience(timeoutMs: number, source: Upload): number {
  return timeoutMs + Math.ceil((source.sizeBytes ?? 0) / 10_000);
}
