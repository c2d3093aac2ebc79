// Owns: what the calls of the registry have in common: the address, tags, searches.
import type { Fields } from '../encoding.ts';
import { keyValues } from '../encoding.ts';
import { MlflowNotFoundError, MlflowResponseError, type MlflowError } from '../errors.ts';
import { LIMITS, checkPageSize, checkText } from '../limits.ts';
import { checkKey } from '../names.ts';
import { everyItem, type SearchOptions } from '../paging.ts';
import type { CallOptions, JsonCall, Transport } from '../transport/transport.ts';

const API = '/api/2.0/mlflow';

export interface RegistryRequest {
  readonly method: JsonCall['method'];
  /** Such as `model-versions/get`. */
  readonly route: string;
  /** Goes into the query of a GET, else into the body. */
  readonly fields: Record<string, string | undefined> | object;
  readonly alreadyDone?: (error: MlflowError) => boolean;
  readonly repeatable?: boolean;
}

export async function ask(transport: Transport, request: RegistryRequest, options?: CallOptions): Promise<Fields> {
  const { method, route, fields, repeatable = true } = request;
  const gone = (error: MlflowError): boolean => method === 'DELETE' && error instanceof MlflowNotFoundError;
  const alreadyDone = request.alreadyDone ?? gone;
  const content = method === 'GET' ? { query: fields as Record<string, string> } : { body: fields };
  return transport.json({ method, path: `${API}/${route}`, repeatable, alreadyDone, ...content }, options);
}

const MOST_MEETINGS = 5;

/**
 * Sets what may be there already. MLflow (3.x) looks, then inserts: of two that set one new tag or alias at once, the
 * second is refused with 400 and the database's words. It is there then, and the same request changes it.
 */
export async function put(transport: Transport, request: RegistryRequest, options?: CallOptions): Promise<void> {
  for (let meetings = 0; ; meetings += 1) {
    try {
      await ask(transport, request, options);
      return;
    } catch (error) {
      if (!metAnother(error) || meetings === MOST_MEETINGS) throw error;
    }
  }
}

function metAnother(error: unknown): boolean {
  if (!(error instanceof MlflowResponseError) || error.status !== 400) return false;
  return /IntegrityError|UniqueViolation|Duplicate entry/.test(error.message);
}

export function searchAll<T>(
  transport: Transport,
  route: string,
  search: SearchOptions & { readonly largestPage: number; readonly list: string },
  read: (fields: Fields) => T,
  options?: CallOptions,
): AsyncGenerator<T> {
  const { filter, orderBy: order_by } = search;
  const max_results = checkPageSize(search.pageSize, 100, search.largestPage);
  return everyItem(async (page_token) => {
    const query = { filter, order_by, max_results, page_token };
    const call = { method: 'GET', path: `${API}/${route}`, query, repeatable: true } as const;
    const answer = await transport.json(call, options);
    return { items: answer.list(search.list).map(read), nextPageToken: answer.optionalText('next_page_token') };
  });
}

export function encodeTags(tags: Readonly<Record<string, string>> = {}): { key: string; value: string }[] {
  return keyValues(tags).map(({ key, value }) => encodeTag(key, value));
}

export function encodeTag(key: string, value: string): { key: string; value: string } {
  const field = `tags[${JSON.stringify(key)}]`;
  return { key: checkKey('tags', key), value: checkText(field, value, LIMITS.registryTagValue) };
}
