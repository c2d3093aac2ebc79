// Owns sending one file by the tus protocol, so that it goes on after a reload or a lost network.
// Does not know the other files, nor when to try again.
import { DetailedError, Upload } from 'tus-js-client';
import { ApiError } from '../../api/api-error.ts';
import type { Transport } from '../../api/transport.ts';
import { UPLOADS } from '../api/data-api.ts';
import { fingerprintOf, type KeptUploads } from './kept-uploads.ts';
import type { Sending, SendListener } from './uploads.ts';

/** A request takes at most some minutes on a slow line: servers end those that take longer. */
const CHUNK_BYTES = 16 * 1024 * 1024;

export interface TusSenderDeps {
  readonly transport: Transport;
  readonly personId: string;
  readonly kept: KeptUploads;
}

export function tusSender(deps: TusSenderDeps): (file: File, listener: SendListener) => Sending {
  const { transport, personId } = deps;
  return (file, listener) => {
    let sourceId: string | null = null;
    const upload = new Upload(file, {
      endpoint: new URL(UPLOADS, location.href).href,
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      metadata: { filename: file.name.normalize('NFC') },
      fingerprint: () => Promise.resolve(fingerprintOf(file, personId)),
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => {
        const token = transport.csrfToken();
        if (token !== null) request.setHeader('x-csrf-token', token);
      },
      onAfterResponse: (_, response) => {
        sourceId = response.getHeader('x-source-id') ?? sourceId;
      },
      onProgress: listener.onProgress,
      onSuccess: () => listener.onDone(sourceId),
      onError: (error) => {
        const refusal = refusalOf(error);
        if (refusal.status === 401) transport.signedOut();
        listener.onProblem(refusal, mayHelp(refusal.status));
      },
    });
    return {
      start: () =>
        void goOn(upload, deps).then((finished) => {
          if (finished === null) upload.start();
          else listener.onDone(finished);
        }),
      pause: () => void upload.abort(),
      cancel: () => void upload.abort(true).catch(() => undefined),
    };
  };
}

/**
 * Finds where the file stopped. The answer to its last piece may have been lost: then it is a source already, of the
 * upload's own id, which is given back.
 */
async function goOn(upload: Upload, { transport, kept }: TusSenderDeps): Promise<string | null> {
  if (upload.url === null) {
    const [newest] = (await upload.findPreviousUploads()).sort((a, b) => b.creationTime.localeCompare(a.creationTime));
    if (newest) upload.resumeFromPreviousUpload(newest);
  }
  if (upload.url === null) return null;
  const id = upload.url.split('/').at(-1) ?? '';
  const source = await transport.get<{ id: string }>(`/api/data/sources/${id}`).catch(() => null);
  if (source !== null) kept.forget(upload.url);
  return source?.id ?? null;
}

/** Not reached, another request still holds the upload, or a fault of the server's that may pass. */
function mayHelp(status: number): boolean {
  return status === 0 || status === 408 || status === 423 || status === 429 || (status >= 500 && status !== 507);
}

function refusalOf(error: Error | DetailedError): ApiError {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return ApiError.unreachable(error);
  const status = response.getStatus();
  const body = bodyOf(response.getBody());
  return new ApiError(status, body ?? { code: `http.${status}`, message: '' }, null, error);
}

function bodyOf(text: string): { code: string; message: string } | null {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    return typeof error?.code === 'string' && typeof error.message === 'string'
      ? { code: error.code, message: error.message }
      : null;
  } catch {
    return null;
  }
}
