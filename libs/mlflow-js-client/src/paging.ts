// Owns: walking a paged list. Does not know what is listed.

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextPageToken: string | undefined;
}

/** Every item of every page, fetched as it is asked for; leaving the loop early fetches no more. */
export async function* everyItem<T>(fetchPage: (pageToken: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const page = await fetchPage(token);
    yield* page.items;
    token = page.nextPageToken === '' ? undefined : page.nextPageToken;
  } while (token !== undefined);
}

/** What every search takes. */
export interface SearchOptions {
  /** MLflow's filter language; quote values with `filterString`. */
  readonly filter?: string;
  /** Such as `['attributes.start_time DESC']`. */
  readonly orderBy?: readonly string[];
  /** Items per request. The iteration gives all, whatever the page size. */
  readonly pageSize?: number;
}

/** Which entities a search of experiments or runs sees, by life cycle. */
export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
