// Owns the data pages as a whole; the page loads them when somebody goes there.
import { useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useText } from '../i18n/text.tsx';
import { NotFound } from '../ui/not-found.tsx';
import { DataProvider } from './data-services.tsx';
import { DatasetPage } from './datasets/dataset-page.tsx';
import { DatasetsPage } from './datasets/datasets-page.tsx';
import { JobPage } from './jobs/job-page.tsx';
import { JobsPage } from './jobs/jobs-page.tsx';
import { SourcesPage } from './sources/sources-page.tsx';
import './styles/data.css';
import './styles/build.css';
import './styles/datasets.css';
import { useWords } from './words/use-words.ts';

export function DataSection({ personId }: { personId: string }) {
  useTitle();
  return (
    <DataProvider key={personId} personId={personId}>
      <Switch>
        <Route path="/data" component={SourcesPage} />
        <Route path="/data/jobs" component={JobsPage} />
        <Route path="/data/jobs/:id">{({ id }) => <JobPage key={id} id={decodeURIComponent(id)} />}</Route>
        <Route path="/data/datasets" component={DatasetsPage} />
        <Route path="/data/datasets/:id">{({ id }) => <DatasetPage key={id} id={decodeURIComponent(id)} />}</Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </DataProvider>
  );
}

function useTitle(): void {
  const text = useText();
  const { words } = useWords();
  const [path] = useLocation();
  useEffect(() => {
    const [, , section, id] = path.split('/');
    const place =
      section === 'jobs' ? words.data.jobs : section === 'datasets' ? words.data.datasets : words.data.title;
    const thing = section === 'datasets' && id !== undefined ? `${decodeURIComponent(id).split('@')[0] ?? ''} · ` : '';
    document.title = `${thing}${place} · ${text.app.name}`;
  }, [path, text, words]);
}
