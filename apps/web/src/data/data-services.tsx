// Owns what the data pages share: the service's API and the uploads, which go on while one is elsewhere on the page.
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { newKey } from '../new-key.ts';
import { useServices, type Services } from '../services.tsx';
import { wait } from '../stream/timing.ts';
import { createDataApi, type DataApi } from './api/data-api.ts';
import { DraftStore } from './recipe/draft-store.ts';
import { withSource } from './recipe/recipe-draft.ts';
import { KeptUploads } from './uploads/kept-uploads.ts';
import { tusSender } from './uploads/tus-sender.ts';
import { Uploads } from './uploads/uploads.ts';

export interface DataServices {
  readonly personId: string;
  readonly api: DataApi;
  readonly uploads: Uploads;
  readonly kept: KeptUploads;
  readonly draft: DraftStore;
}

/** One for the whole page: uploads outlive the page that began them, but not the person. */
let current: DataServices | null = null;

function servicesOf(personId: string, { transport, storage, queries }: Services): DataServices {
  if (current?.personId === personId) return current;
  current?.uploads.close();
  const kept = new KeptUploads(storage, transport, personId);
  const draft = new DraftStore(storage, personId);
  const uploads = new Uploads({
    send: tusSender({ transport, personId, kept }),
    wait,
    random: Math.random,
    now: () => performance.now(),
    newKey,
    onDone: ({ sourceId }) => {
      if (sourceId !== null) draft.change((before) => withSource(before, sourceId));
      void queries.invalidateQueries({ queryKey: ['data', 'sources'] });
    },
  });
  current = { personId, api: createDataApi(transport), uploads, kept, draft };
  return current;
}

const DataContext = createContext<DataServices | null>(null);

export function DataProvider({ personId, children }: { personId: string; children: ReactNode }) {
  const services = useServices();
  const [data] = useState(() => servicesOf(personId, services));
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (data.uploads.busy) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [data]);
  return <DataContext value={data}>{children}</DataContext>;
}

export function useData(): DataServices {
  const data = use(DataContext);
  if (!data) throw new Error('DataProvider is missing.');
  return data;
}
