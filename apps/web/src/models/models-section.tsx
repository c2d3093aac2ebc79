// Owns the model pages as a whole; the page loads them when somebody goes there.
import { useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useText } from '../i18n/text.tsx';
import { NotFound } from '../ui/not-found.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { CanariesPage } from './canary/canaries-page.tsx';
import { ModelsProvider, useModels } from './models-services.tsx';
import './styles/models.css';
import './styles/evidence.css';
import { VersionPage } from './versions/version-page.tsx';
import { VersionsPage } from './versions/versions-page.tsx';
import { useWords } from './words/use-words.ts';

export function ModelsSection({ administrator }: { administrator: boolean }) {
  return (
    <ModelsProvider administrator={administrator}>
      <Pages />
    </ModelsProvider>
  );
}

function Pages() {
  const { administrator } = useModels();
  useTitle();
  return (
    <Switch>
      <Route path="/models" component={VersionsPage} />
      <Route path="/models/versions/:sha256">{({ sha256 }) => <VersionPage key={sha256} sha256={sha256} />}</Route>
      {administrator && <Route path="/models/canary" component={CanariesPage} />}
      {administrator && <Route path="/models/audit" component={AuditPage} />}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function useTitle(): void {
  const text = useText();
  const { words } = useWords();
  const [path] = useLocation();
  useEffect(() => {
    const [, , section] = path.split('/');
    const place =
      section === 'audit' ? words.models.audit : section === 'canary' ? words.canary.title : words.models.title;
    document.title = `${place} · ${text.app.name}`;
  }, [path, text, words]);
}
