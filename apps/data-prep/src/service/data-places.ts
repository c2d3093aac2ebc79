import { join } from 'node:path';

/** Where the service keeps what, under the workspace. */
export class DataPlaces {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Files that are on their way. */
  get uploads(): string {
    return join(this.root, 'data', 'uploads');
  }

  /** A folder for each source that lies here. */
  get sources(): string {
    return join(this.root, 'data', 'sources');
  }

  /** Exports of what people rated. */
  get feedback(): string {
    return join(this.root, 'data', 'feedback');
  }

  get datasets(): string {
    return join(this.root, 'data', 'datasets');
  }

  /** A job's recipe and events. */
  job(id: string): string {
    return join(this.root, 'data', 'jobs', id);
  }

  /** What people are told names no folder of this machine. */
  shown(text: string): string {
    return text.replaceAll(/[^\s'"]*\/data\/sources\/[^/\s]+\//g, '').replaceAll(`${this.root}/`, '');
  }
}
