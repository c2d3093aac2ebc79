import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file of SQLite's write-ahead log. */
export interface LogFile {
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Brings what was committed to the disk. SQLite would do that within the commit, and with it stop the whole process for
 * as long as the disk takes: milliseconds, or seconds where others use it too. Here that is waited for aside, and one
 * look at the disk serves every commit before it.
 */
export class WalSync {
  readonly #opened: () => Promise<LogFile | undefined>;
  #file: LogFile | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param opened gives nothing while there is no log: nothing was committed then */
  constructor(opened: () => Promise<LogFile | undefined>) {
    this.#opened = opened;
  }

  /** @returns what resolves when everything that stands in the log now is on the disk */
  sync(): Promise<void> {
    if (this.#running === undefined) return this.#begin();
    // The one under way may have begun before the last commit.
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#begin());
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    const running = this.#synced().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #synced(): Promise<void> {
    this.#file ??= await this.#opened();
    await this.#file?.datasync();
  }
}

/** The log beside a database, which is there from its first commit until it is closed. */
export async function openLog(databasePath: string): Promise<LogFile | undefined> {
  const path = `${databasePath}-wal`;
  if (!existsSync(path)) return undefined;
  const log = await open(path, 'r');
  const folder = await open(dirname(databasePath), 'r');
  await folder.sync(); // its name too
  await folder.close();
  return log;
}
