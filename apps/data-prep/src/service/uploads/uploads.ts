// Owns files that are on their way, by tus 1.0 (https://tus.io/protocols/resumable-upload): how they grow, and how they
// become sources.
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative } from 'node:path';

import { AppError } from '@naru/contracts';
import { DataSourceRow, DataUploadRow, newId, type Database } from '@naru/db';
import type { AppLogger } from '@naru/logging';
import { FileStore } from '@tus/file-store';
import { Server, type Upload } from '@tus/server';
import { LessThan } from 'typeorm';

import type { DataPlaces } from '../data-places.ts';
import { safeFileName } from './safe-file-name.ts';
import { settledFolder, settleUpload } from './settle-upload.ts';

export interface UploadsParts {
  readonly database: Database;
  readonly places: DataPlaces;
  readonly log: AppLogger['log'];
  readonly maxBytes: number;
}

export const UPLOADS_PATH = '/api/data/uploads';
const EXPIRE_MS = 7 * 24 * 3600 * 1000;
const SWEEP_MS = 3600 * 1000;
/** Stays free on the disk, whatever is uploaded. */
const SPARE_BYTES = 1024 ** 3;

export class Uploads {
  readonly #parts: UploadsParts;
  readonly #store: FileStore;
  readonly #tus: Server;
  readonly #asking = new AsyncLocalStorage<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.#store = new FileStore({ directory: parts.places.uploads, expirationPeriodInMilliseconds: EXPIRE_MS });
    this.#tus = new Server({
      path: UPLOADS_PATH,
      datastore: this.#store,
      maxSize: parts.maxBytes,
      relativeLocation: true,
      allowedOrigins: [],
      disableTerminationForFinishedUploads: true,
      exposedHeaders: ['x-source-id'],
      namingFunction: () => newId(),
      onUploadCreate: (_, upload) => this.#begin(upload),
      onUploadFinish: async (_, { id }) => {
        await this.#finish(id);
        return { headers: { 'x-source-id': id } };
      },
      onResponseError: (_, error) => problemOf(error),
    });
  }

  /** Takes a request of somebody's, and gives its answer. */
  handle(userId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#asking.run(userId, () => this.#tus.handle(request, response));
  }

  /** What had arrived of it is gone. */
  async forgotten(id: string): Promise<void> {
    await this.#parts.database.write((manager) => manager.delete(DataUploadRow, { id }));
  }

  /** @throws AppError `request.too-large`, `disk.full`, `request.invalid` */
  async requireRoom(length: string | undefined): Promise<void> {
    const bytes = Number(length ?? Number.NaN);
    if (!Number.isSafeInteger(bytes) || bytes < 1) {
      throw new AppError('request.invalid', 'Upload-Length must be the whole size of a file that is not empty.');
    }
    const { places, maxBytes } = this.#parts;
    if (bytes > maxBytes) {
      throw new AppError('request.too-large', `The file is larger than ${maxBytes} bytes.`, {
        hint: 'Cut it into several, or pack it with gzip or zstd. DATA_PREP_MAX_UPLOAD_BYTES sets the limit.',
      });
    }
    await mkdir(places.uploads, { recursive: true });
    const { bavail, bsize } = await statfs(places.uploads);
    if (bavail * bsize < bytes + SPARE_BYTES) throw new AppError('disk.full', 'The disk has no room for this file.');
  }

  /** Makes sources of what had arrived whole when the service was killed, and from now on forgets what is too old. */
  async start(): Promise<void> {
    await mkdir(this.#parts.places.uploads, { recursive: true });
    for (const { id } of await this.#parts.database.read.find(DataUploadRow)) {
      await this.#recover(id).catch((error: unknown) => {
        this.#parts.log.error({ err: error, upload: id }, 'an upload could not be taken up again');
      });
    }
    await this.#sweep();
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #begin({ id }: Upload): Promise<object> {
    const ownerId = this.#asking.getStore();
    if (ownerId === undefined) throw new Error('Nobody uploads.');
    const row = { id, ownerId, createdAt: Date.now() };
    await this.#parts.database.write((manager) => manager.insert(DataUploadRow, row));
    return {};
  }

  async #recover(id: string): Promise<void> {
    const info = await this.#store.configstore.get(id);
    const bytes = (await stat(this.#pathOf(id)).catch(() => undefined))?.size;
    const isMoved = bytes === undefined && (await settledFolder(id, this.#parts.places)) !== undefined;
    if (isMoved || (info !== undefined && bytes !== undefined && bytes === info.size)) await this.#finish(id);
  }

  /** The file becomes a source of the same id. May be killed anywhere, and called again. */
  async #finish(id: string): Promise<void> {
    const { database, places } = this.#parts;
    const upload = await database.read.findOneBy(DataUploadRow, { id });
    if (upload === null) return;
    const { metadata } = (await this.#store.configstore.get(id)) ?? {};
    const fileName = metadata?.['filename'] ?? null;
    const { path, sha256 } = await settleUpload(id, { places, name: safeFileName(fileName) });
    const row = {
      ...({ id, ownerId: upload.ownerId, kind: 'upload', fileName, sha256, hub: null } as const),
      name: (fileName ?? 'upload').slice(0, NAME_CHARACTERS),
      place: relative(places.root, path),
      bytes: (await stat(path)).size,
      licence: metadata?.['licence']?.slice(0, NAME_CHARACTERS) ?? null,
      createdAt: Date.now(),
    };
    await database.write(async (manager) => {
      await manager.insert(DataSourceRow, row);
      await manager.delete(DataUploadRow, { id });
    });
    await this.#store.configstore.delete(id);
  }

  #pathOf(id: string): string {
    return join(this.#parts.places.uploads, id);
  }

  async #sweep(): Promise<void> {
    const { database, places, log } = this.#parts;
    try {
      const old = { createdAt: LessThan(Date.now() - EXPIRE_MS) };
      for (const { id } of await database.read.findBy(DataUploadRow, old)) {
        for (const name of [id, `${id}.json`]) await rm(join(places.uploads, name), { force: true });
        await database.write((manager) => manager.delete(DataUploadRow, { id }));
      }
    } catch (error) {
      log.warn({ err: error }, 'old uploads could not be removed');
    }
  }
}

const NAME_CHARACTERS = 200;

/** The protocol's own refusals, as our errors look. */
function problemOf(error: Error | { status_code: number; body: string }): { status_code: number; body: string } {
  const known = 'status_code' in error ? error : undefined;
  const status = known?.status_code ?? 500;
  const code = CODES[status] ?? (status < 500 ? 'request.refused' : 'internal');
  const message = status < 500 && known !== undefined ? known.body.trim() : 'The upload could not be kept.';
  return { status_code: status, body: JSON.stringify({ error: { code, message } }) };
}

const CODES: Readonly<Record<number, string>> = {
  400: 'request.invalid',
  403: 'request.refused',
  404: 'upload.not-found',
  410: 'upload.not-found',
  413: 'request.too-large',
};
