// Owns: the fake's multipart uploads, as a store such as S3 behind the server would do them.
import { createHash, randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { FakeError, invalid, notFound } from '../fake-error.ts';
import { Input, type FakeAnswer, type FakeRequest } from '../request.ts';
import type { FakeState } from '../state.ts';

interface UploadInProgress {
  readonly path: string;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
}

export class FakeMultipart {
  /** Uploads neither completed nor aborted. */
  readonly open = new Map<string, UploadInProgress>();
  private readonly enabled: boolean;

  constructor(enabled: boolean) {
    this.enabled = enabled;
  }

  create(folder: string, request: FakeRequest, origin: string): FakeAnswer {
    if (!this.enabled) {
      const message = 'Multipart upload is not supported for the current artifact repository';
      throw new FakeError(501, 'NOT_IMPLEMENTED', message);
    }
    const input = Input.of(request);
    const uploadId = randomUUID();
    this.open.set(uploadId, { path: posix.join(folder, input.required('path')), parts: new Map() });
    const credentials = Array.from({ length: input.integer('num_parts') ?? 1 }, (_, index) => ({
      url: `${origin}/fake-store/${uploadId}/${index + 1}`,
      part_number: index + 1,
      headers: { 'x-fake-store': 'signed' },
    }));
    return { json: { upload_id: uploadId, credentials } };
  }

  /** The store itself, which takes signed addresses and no credentials of the tracking server. */
  part(uploadId: string, number: number, request: FakeRequest): FakeAnswer {
    if (request.headers['authorization'] !== undefined) throw invalid('credentials were sent to a foreign host');
    if (request.headers['x-fake-store'] !== 'signed')
      throw new FakeError(403, 'PERMISSION_DENIED', 'the signature is missing');
    const etag = `"${createHash('md5').update(request.raw).digest('hex')}"`;
    this.find(uploadId).parts.set(number, { bytes: request.raw, etag });
    return { bytes: Buffer.alloc(0), headers: { etag } };
  }

  complete(request: FakeRequest, state: FakeState): FakeAnswer {
    const input = Input.of(request);
    const upload = this.find(input.required('upload_id'));
    const bytes = input.list('parts').map((part) => {
      const sent = upload.parts.get(part.integer('part_number') ?? 0);
      if (sent?.etag !== part.text('etag')) throw invalid('One or more of the specified parts could not be found');
      return sent?.bytes ?? Buffer.alloc(0);
    });
    state.artifacts.set(upload.path, Buffer.concat(bytes));
    this.open.delete(input.required('upload_id'));
    return { json: {} };
  }

  abort(request: FakeRequest): FakeAnswer {
    this.open.delete(Input.of(request).required('upload_id'));
    return { json: {} };
  }

  private find(uploadId: string): UploadInProgress {
    const found = this.open.get(uploadId);
    if (!found) throw notFound(`No upload with id ${uploadId}`);
    return found;
  }
}
