// Owns what the browser remembers of uploads that did not come to their end, each person's apart.
import { Upload } from 'tus-js-client';
import type { Transport } from '../../api/transport.ts';

export interface KeptUpload {
  readonly key: string;
  readonly name: string;
  readonly size: number | null;
  readonly url: string;
}

const OURS = 'naru';
/** The server forgets them after this time. */
const KEPT_MS = 7 * 86_400_000;

export function fingerprintOf({ name, size, lastModified }: File, personId: string): string {
  return [OURS, personId, name.normalize('NFC'), size, lastModified].join('::');
}

export class KeptUploads {
  private readonly storage: Storage;
  private readonly transport: Transport;
  private readonly prefix: string;

  constructor(storage: Storage, transport: Transport, personId: string) {
    this.storage = storage;
    this.transport = transport;
    this.prefix = `tus::${OURS}::${personId}::`;
  }

  /** Of this person, those that the server still has. */
  list(now: number): readonly KeptUpload[] {
    return Object.keys(this.storage)
      .filter((key) => key.startsWith(this.prefix))
      .flatMap((key) => {
        const kept = readKept(this.storage.getItem(key));
        if (kept === null) return [];
        if (now - Date.parse(kept.creationTime) < KEPT_MS) return [{ key, ...kept }];
        this.storage.removeItem(key);
        return [];
      });
  }

  /** It came to its end, though its answer was lost. */
  forget(url: string): void {
    for (const kept of this.list(Date.now())) if (kept.url === url) this.storage.removeItem(kept.key);
  }

  async discard({ key, url }: KeptUpload): Promise<void> {
    this.storage.removeItem(key);
    const token = this.transport.csrfToken();
    // What cannot be ended now, the server forgets by itself.
    await Upload.terminate(url, { headers: token === null ? {} : { 'x-csrf-token': token } }).catch(() => undefined);
  }
}

function readKept(
  text: string | null,
): { name: string; size: number | null; url: string; creationTime: string } | null {
  try {
    const kept = JSON.parse(text ?? '') as {
      readonly size: number | null;
      readonly metadata: { readonly filename?: string };
      readonly creationTime: string;
      readonly uploadUrl?: string;
    };
    const { size, metadata, creationTime, uploadUrl } = kept;
    return uploadUrl === undefined ? null : { name: metadata.filename ?? '', size, url: uploadUrl, creationTime };
  } catch {
    return null;
  }
}
