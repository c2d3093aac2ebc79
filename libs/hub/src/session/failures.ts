/** The hub answered, and it was no. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal';
  readonly status: number;
  /** `X-Error-Code`, such as GatedRepo, RepoNotFound, RevisionNotFound, EntryNotFound. */
  readonly code: string | null;
  /** The hub's own words, one line. */
  readonly said: string;
  /** How long the hub asks to wait. */
  readonly retryAfterMs: number | null;

  constructor(answer: { status: number; code: string | null; said: string; retryAfterMs: number | null }) {
    super(`the hub answered ${answer.status}${answer.said === '' ? '' : `: ${answer.said}`}`);
    this.status = answer.status;
    this.code = answer.code;
    this.said = answer.said;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/** No answer, or one that broke off. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const WORTH_ANOTHER_TRY = new Set([408, 425, 429]);

/** Whether the same request may succeed in a while. */
export function isPassing(error: unknown): error is HubRefusal | ConnectionLost {
  if (error instanceof ConnectionLost) return true;
  return error instanceof HubRefusal && (error.status >= 500 || WORTH_ANOTHER_TRY.has(error.status));
}

const MAX_SAID_CHARACTERS = 300;

/** Reads what a refused request was answered. */
export async function refusalOf(response: Response): Promise<HubRefusal> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new HubRefusal({
    status: response.status,
    code: response.headers.get('x-error-code'),
    said: oneLine(response.headers.get('x-error-message') ?? (await errorIn(response))),
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
  });
}

async function errorIn(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.includes('json') !== true) {
    await response.body?.cancel();
    return '';
  }
  try {
    const { error } = (await response.json()) as { error?: unknown };
    return typeof error === 'string' ? error : '';
  } catch {
    return '';
  }
}

// A server's words go to a terminal: no control characters, no essays.
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_SAID_CHARACTERS);
}

/** The innermost cause in words, without addresses: a signed link of a file server is as good as a key. */
export function causeOf(error: unknown): string {
  const found = error as { cause?: unknown; code?: unknown; message?: unknown; errors?: unknown } | null;
  if (found?.cause !== undefined) return causeOf(found.cause);
  const words =
    typeof found?.message === 'string' && found.message !== '' ? found.message : String(found?.code ?? error);
  return words.replace(/https?:\/\/\S+/g, '(address)');
}
