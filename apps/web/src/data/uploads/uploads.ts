// Owns the files on their way to the data service: their order, pauses, lost networks, progress.
// Does not know the protocol, nor how it looks.
import type { ApiError } from '../../api/api-error.ts';
import { delayMs } from '../../stream/follow-events.ts';
import { UploadPace, type Pace } from './upload-pace.ts';

export type UploadState = 'waiting' | 'sending' | 'paused' | 'offline' | 'failed' | 'done';

export interface Upload extends Pace {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly error: ApiError | null;
  /** What the file has become. */
  readonly sourceId: string | null;
}

export interface SendListener {
  readonly onProgress: (sent: number) => void;
  readonly onDone: (sourceId: string | null) => void;
  /** `again`: another try may help. */
  readonly onProblem: (error: ApiError, again: boolean) => void;
}

/** One file's transfer; it may be started again after a pause or a problem, and goes on where it stopped. */
export interface Sending {
  readonly start: () => void;
  readonly pause: () => void;
  /** Ends it, and what the server has of it is forgotten. */
  readonly cancel: () => void;
}

export interface UploadsDeps {
  readonly send: (file: File, listener: SendListener) => Sending;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly now: () => number;
  readonly newKey: () => string;
  readonly onDone: (upload: Upload) => void;
}

/** More at a time do not make a line faster. */
const AT_ONCE = 2;

interface Entry {
  upload: Upload;
  readonly sending: Sending;
  readonly pace: UploadPace;
  failures: number;
  waiting: AbortController | null;
}

export class Uploads {
  private readonly deps: UploadsDeps;
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private list: readonly Upload[] = [];

  constructor(deps: UploadsDeps) {
    this.deps = deps;
  }

  readonly snapshot = (): readonly Upload[] => this.list;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(files: readonly File[]): void {
    for (const file of files) {
      const id = this.deps.newKey();
      const sending = this.deps.send(file, this.listenerOf(id));
      const name = file.name.normalize('NFC');
      const figures = { size: file.size, sent: 0, perSecond: null, secondsLeft: null };
      const upload: Upload = { id, name, ...figures, state: 'waiting', error: null, sourceId: null };
      this.entries.set(id, { upload, sending, pace: new UploadPace(), failures: 0, waiting: null });
    }
    this.next();
  }

  readonly pause = (id: string): void => {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.waiting?.abort();
    if (entry.upload.state === 'sending') entry.sending.pause();
    this.change(id, { state: 'paused', perSecond: null, secondsLeft: null });
    this.next();
  };

  readonly goOn = (id: string): void => {
    const entry = this.entries.get(id);
    if (entry) entry.failures = 0;
    this.change(id, { state: 'waiting', error: null });
    this.next();
  };

  /** Takes it off the list; what is not yet sent never will be. */
  readonly remove = (id: string): void => {
    const entry = this.entries.get(id);
    if (!entry) return;
    entry.waiting?.abort();
    this.entries.delete(id);
    if (entry.upload.state !== 'done') entry.sending.cancel();
    this.tell();
    this.next();
  };

  /** Stops everything; what was sent is kept and goes on another time. */
  close(): void {
    for (const { sending, waiting } of this.entries.values()) {
      waiting?.abort();
      sending.pause();
    }
    this.entries.clear();
    this.tell();
  }

  get busy(): boolean {
    return this.list.some(({ state }) => state === 'waiting' || state === 'sending' || state === 'offline');
  }

  private next(): void {
    const of = (wanted: UploadState): readonly Entry[] =>
      [...this.entries.values()].filter(({ upload }) => upload.state === wanted);
    for (const entry of of('waiting').slice(0, Math.max(0, AT_ONCE - of('sending').length))) {
      entry.pace.restart();
      this.change(entry.upload.id, { state: 'sending' });
      entry.sending.start();
    }
    this.tell();
  }

  private listenerOf(id: string): SendListener {
    return {
      onProgress: (sent) => {
        const entry = this.entries.get(id);
        if (entry?.upload.state !== 'sending') return;
        entry.failures = 0;
        this.change(id, { sent, ...entry.pace.take(this.deps.now(), sent, entry.upload.size) });
      },
      onDone: (sourceId) => {
        const size = this.entries.get(id)?.upload.size ?? 0;
        const done = this.change(id, { state: 'done', sent: size, sourceId, perSecond: null, secondsLeft: null });
        if (done) this.deps.onDone(done);
        this.next();
      },
      onProblem: (error, again) => {
        const entry = this.entries.get(id);
        if (entry?.upload.state !== 'sending') return;
        this.change(id, { state: again ? 'offline' : 'failed', error, perSecond: null, secondsLeft: null });
        if (again) this.tryLater(id, entry);
        this.next();
      },
    };
  }

  private tryLater(id: string, entry: Entry): void {
    const waiting = new AbortController();
    entry.waiting = waiting;
    void this.deps.wait(delayMs(entry.failures++, this.deps.random()), waiting.signal).then(() => {
      if (entry.upload.state !== 'offline') return;
      this.change(id, { state: 'waiting', error: null });
      this.next();
    });
  }

  private change(id: string, fields: Partial<Upload>): Upload | null {
    const entry = this.entries.get(id);
    if (!entry) return null;
    entry.upload = { ...entry.upload, ...fields };
    this.tell();
    return entry.upload;
  }

  private tell(): void {
    this.list = [...this.entries.values()].map(({ upload }) => upload);
    for (const listener of this.listeners) listener();
  }
}
