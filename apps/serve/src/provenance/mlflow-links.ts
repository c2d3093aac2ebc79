/** Where MLflow's runs can be seen. */
export class MlflowLinks {
  readonly #page: string | undefined;

  /** @param page MLflow's address; undefined: it has none that people reach */
  constructor(page: string | undefined) {
    this.#page = page;
  }

  toRun(runId: string | null): string | null {
    return runId === null ? null : this.#to('runs', runId);
  }

  toModel(name: string): string | null {
    return this.#to('models', name);
  }

  toVersion(name: string, version: string): string | null {
    return this.#to('models', name, 'versions', version);
  }

  #to(...path: readonly string[]): string | null {
    if (this.#page === undefined) return null;
    return `${this.#page.replace(/\/+$/, '')}/#/${path.map(encodeURIComponent).join('/')}`;
  }
}

export interface TrackingPlace {
  /** MLFLOW_TRACKING_URI: an address, or the folder of a server on this machine. */
  readonly uri: string | undefined;
  /** Of that server. */
  readonly port: number;
  /** Where people open the chat page. */
  readonly openedAt: string;
}

const LOOPBACK = /^(https?:\/\/)?(localhost|127(\.\d{1,3}){3}|\[?::1\]?)([:/]|$)/i;

/** The address of MLflow's page; undefined where it is on this machine and people are not. */
export function mlflowPage({ uri, port, openedAt }: TrackingPlace): string | undefined {
  if (uri !== undefined && /^https?:\/\//i.test(uri)) return uri;
  return LOOPBACK.test(openedAt) ? `http://127.0.0.1:${port}` : undefined;
}
