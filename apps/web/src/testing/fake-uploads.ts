// Owns a stand-in for the tus protocol: it counts bytes and keeps none.
import type { IncomingMessage, ServerResponse } from 'node:http';

interface FakeUpload {
  readonly name: string;
  readonly length: number;
  offset: number;
}

export class FakeUploads {
  readonly uploads = new Map<string, FakeUpload>();
  /** Connections break once an upload has grown to this; null: they hold. */
  breakAt: number | null = null;
  /** What every request brought, for tests of what the page sends. */
  readonly heads: Record<string, unknown>[] = [];
  private readonly onWhole: (name: string, bytes: number) => string;
  private made = 0;

  constructor(onWhole: (name: string, bytes: number) => string) {
    this.onWhole = onWhole;
  }

  async handle(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    response.setHeader('tus-resumable', '1.0.0');
    if (request.method === 'POST') {
      this.create(request, response);
      return;
    }
    const upload = this.uploads.get(id);
    if (!upload) {
      response.writeHead(404).end();
      return;
    }
    if (request.method === 'DELETE') {
      this.uploads.delete(id);
      response.writeHead(204).end();
      return;
    }
    if (request.method === 'PATCH') await this.grow(request, response, id, upload);
    if (response.destroyed) return;
    response.setHeader('upload-offset', upload.offset);
    if (request.method === 'HEAD') response.setHeader('upload-length', upload.length);
    response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'cache-control': 'no-store' }).end();
  }

  private create({ headers }: IncomingMessage, response: ServerResponse): void {
    const id = `up${++this.made}`;
    this.heads.push({ ...headers });
    const encoded = /filename (\S+)/.exec(String(headers['upload-metadata']))?.[1] ?? '';
    const name = Buffer.from(encoded, 'base64').toString('utf8');
    this.uploads.set(id, { name, length: Number(headers['upload-length']), offset: 0 });
    response.writeHead(201, { location: `/api/data/uploads/${id}` }).end();
  }

  private async grow(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    upload: FakeUpload,
  ): Promise<void> {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      upload.offset += chunk.length;
      if (this.breakAt !== null && upload.offset >= this.breakAt) {
        request.socket.destroy();
        response.destroy();
        return;
      }
    }
    if (upload.offset < upload.length) return;
    response.setHeader('x-source-id', this.onWhole(upload.name, upload.length));
    this.uploads.delete(id);
  }
}
