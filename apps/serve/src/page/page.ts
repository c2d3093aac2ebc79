import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

import { AppError } from '@naru/contracts';
import type { FastifyReply } from 'fastify';

interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};
// Vite puts a hash of the content into these names.
const HASHED = /^\/assets\//;
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The built page of apps/web, read once. */
export class Page {
  readonly #folder: string;
  readonly #files = new Map<string, PageFile>();

  /** @param folder `apps/web/dist` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async answer(path: string, headers: IncomingHttpHeaders, reply: FastifyReply): Promise<void> {
    const isFile = extname(path) !== '';
    const file = await this.#file(isFile ? path : '/index.html');
    if (file === undefined && isFile) throw new AppError('request.not-found', 'There is no such file.');
    if (file === undefined) {
      void reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .send('The page is not built yet: npx nx run web:build\n');
      return;
    }
    void reply.header('cache-control', HASHED.test(path) ? FOR_EVER : 'no-cache').header('etag', file.etag);
    if (headers['if-none-match'] === file.etag) void reply.status(304).send();
    else void reply.type(file.type).send(file.bytes);
  }

  async #file(path: string): Promise<PageFile | undefined> {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const found = await this.#read(path);
    // index.html is read anew: a new build names new files.
    if (found !== undefined && HASHED.test(path)) this.#files.set(path, found);
    return found;
  }

  async #read(path: string): Promise<PageFile | undefined> {
    const type = TYPES[extname(path)];
    const inside = decoded(path);
    if (type === undefined || inside === undefined) return undefined;
    const full = normalize(join(this.#folder, inside));
    if (!full.startsWith(this.#folder + sep)) return undefined;
    try {
      const bytes = await readFile(full);
      return { bytes, type, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
    } catch {
      return undefined;
    }
  }
}

function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
