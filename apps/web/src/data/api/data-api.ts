// Owns the data service's routes as functions. Does not know who calls them or what is shown.
import { query } from '../../api/query.ts';
import type { Transport } from '../../api/transport.ts';
import type {
  Comparison,
  DatasetPage,
  HubRequest,
  Job,
  JobPage,
  Preview,
  ReadAs,
  Recipe,
  SamplePage,
  Source,
  SourceChange,
  SourcePage,
  Split,
  WholeDataset,
} from './types.ts';

export const UPLOADS = '/api/data/uploads';

export type DataApi = ReturnType<typeof createDataApi>;

export function createDataApi(transport: Transport) {
  return { ...sourceRoutes(transport), ...jobRoutes(transport), ...datasetRoutes(transport), open: transport.open };
}

function sourceRoutes({ get, send }: Transport) {
  const at = (id: string): string => `/api/data/sources/${encodeURIComponent(id)}`;
  return {
    sources: (cursor: string | null, signal?: AbortSignal) =>
      get<SourcePage>(`/api/data/sources?${query({ limit: '50', cursor })}`, signal),
    addFromHub: (request: HubRequest) => send<Source>('POST', '/api/data/sources', request),
    changeSource: (id: string, change: SourceChange) => send<Source>('PATCH', at(id), change),
    deleteSource: (id: string) => send<undefined>('DELETE', at(id)),
    preview: (id: string, readAs: ReadAs | null, signal?: AbortSignal) => {
      const given = Object.entries(readAs ?? {}).map(([kind, value]) => [kind, JSON.stringify(value)] as const);
      return get<Preview>(`${at(id)}/preview?${query({ limit: '20', ...Object.fromEntries(given) })}`, signal);
    },
  };
}

function jobRoutes({ get, send }: Transport) {
  const at = (id: string): string => `/api/data/jobs/${encodeURIComponent(id)}`;
  return {
    recipeSchema: () => get<unknown>('/api/data/recipe-schema'),
    build: (recipe: Recipe) => send<Job>('POST', '/api/data/jobs', { recipe }),
    jobs: (cursor: string | null, signal?: AbortSignal) =>
      get<JobPage>(`/api/data/jobs?${query({ limit: '30', cursor })}`, signal),
    job: (id: string, signal?: AbortSignal) => get<Job>(at(id), signal),
    cancelJob: (id: string) => send<Job>('POST', `${at(id)}/cancel`),
    /** A new job of the same recipe; with a step, that one is made anew. */
    buildAgain: (id: string, step: string | null) =>
      send<Job>('POST', `${at(id)}/again`, step === null ? {} : { step }),
    deleteJob: (id: string) => send<undefined>('DELETE', at(id)),
    jobEvents: (id: string) => `${at(id)}/events`,
  };
}

function datasetRoutes({ get, send }: Transport) {
  const at = (id: string): string => `/api/data/datasets/${encodeURIComponent(id)}`;
  return {
    datasets: (cursor: string | null, signal?: AbortSignal) =>
      get<DatasetPage>(`/api/data/datasets?${query({ limit: '50', cursor })}`, signal),
    dataset: (id: string, signal?: AbortSignal) => get<WholeDataset>(at(id), signal),
    samples: (id: string, split: Split, after: number | null, signal?: AbortSignal) =>
      get<SamplePage>(
        `${at(id)}/samples?${query({ split, limit: '10', after: after === null ? null : String(after) })}`,
        signal,
      ),
    compare: (id: string, other: string, signal?: AbortSignal) =>
      get<Comparison>(`${at(id)}/compare?${query({ with: other })}`, signal),
    deleteDataset: (id: string) => send<undefined>('DELETE', at(id)),
    reportAddress: (id: string) => `${at(id)}/report`,
    downloadAddress: (id: string, split: Split | null) =>
      `${at(id)}/download${split === null ? '' : `?split=${split}`}`,
  };
}
